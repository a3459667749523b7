package org.keyferry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;

/// The DNS in which a [Pebble] looks names up: `pebble-challtestsrv`. Every name has the address
/// 127.0.0.1 until a test says otherwise.
public final class ChallengeDns implements AutoCloseable {

  private final TestDirectory directory;
  private final RunningProgram program;
  private final int port;
  private final URI management;
  private final HttpClient client = HttpClient.newHttpClient();

  private ChallengeDns(TestDirectory directory, RunningProgram program, int port, URI management) {
    this.directory = directory;
    this.program = program;
    this.port = port;
    this.management = management;
  }

  public static ChallengeDns start() {
    var directory = TestDirectory.create("challtestsrv-");
    var port = FreePort.tcpAndUdp();
    var management = FreePort.tcp();
    var program =
        RunningProgram.start(
            directory.path().resolve("log"),
            Map.of(),
            List.of(
                "pebble-challtestsrv",
                "-dns01",
                "127.0.0.1:" + port,
                "-http01",
                "",
                "-https01",
                "",
                "-tlsalpn01",
                "",
                "-management",
                "127.0.0.1:" + management,
                "-defaultIPv6",
                "",
                "-defaultIPv4",
                "127.0.0.1"));
    program.awaitPort(management).awaitPort(port);
    return new ChallengeDns(
        directory, program, port, URI.create("http://127.0.0.1:" + management + "/"));
  }

  /// `host:port` of the DNS server.
  public String address() {
    return "127.0.0.1:" + port;
  }

  /// Queries for the name and all its types fail from now on.
  public void fail(String name) {
    post("set-servfail", "{\"host\": \"" + name + ".\"}");
  }

  public void heal(String name) {
    post("clear-servfail", "{\"host\": \"" + name + ".\"}");
  }

  public void setAddress(String name, String address) {
    post("add-a", "{\"host\": \"" + name + ".\", \"addresses\": [\"" + address + "\"]}");
  }

  public void setText(String name, String value) {
    post("set-txt", "{\"host\": \"" + name + ".\", \"value\": \"" + value + "\"}");
  }

  public void clearText(String name) {
    post("clear-txt", "{\"host\": \"" + name + ".\"}");
  }

  @Override
  public void close() {
    program.close();
    directory.close();
  }

  private void post(String action, String json) {
    var request =
        HttpRequest.newBuilder(management.resolve(action)).POST(BodyPublishers.ofString(json));
    try {
      var response = client.send(request.build(), BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(action + " " + json + ": " + response.body());
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(action + " was interrupted", interruption);
    }
  }
}
