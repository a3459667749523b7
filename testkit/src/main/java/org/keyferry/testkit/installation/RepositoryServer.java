package org.keyferry.testkit.installation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.keyferry.testkit.FreePort;
import org.keyferry.testkit.RunningProgram;
import org.keyferry.testkit.SoftHsmToken;

/// The repository server as an operator runs it: a configuration file, a token, a data directory of
/// its own, and the PostgreSQL that it brings.
public final class RepositoryServer implements AutoCloseable {

  private final Path directory;
  private final SoftHsmToken token;
  private final int tlsPort = FreePort.tcp();
  private final int http01Port;
  private final Map<String, String> proofs;
  private final int managementPort = FreePort.tcp();
  private final OfficerIdentity officer;
  private final Path papers;
  private List<String> prefix = List.of();
  private @Nullable RunningProgram program;

  /// @param http01Port where the CA looks for answers to http-01
  /// @param dns `host:port` where the CA looks names up
  public RepositoryServer(Path directory, SoftHsmToken token, int http01Port, String dns) {
    this(
        directory,
        token,
        http01Port,
        Map.of(
            "keyferry.precheck.http-port",
            Integer.toString(http01Port),
            "keyferry.precheck.resolver",
            dns),
        new OfficerIdentity(),
        directory);
  }

  private RepositoryServer(
      Path directory,
      SoftHsmToken token,
      int http01Port,
      Map<String, String> proofs,
      OfficerIdentity officer,
      Path papers) {
    this.directory = directory;
    this.token = token;
    this.http01Port = http01Port;
    this.proofs = Map.copyOf(proofs);
    this.officer = officer;
    this.papers = papers;
  }

  /// Where the CA looks for answers to http-01.
  public int http01Port() {
    return http01Port;
  }

  /// Where it says how it is.
  public int managementPort() {
    return managementPort;
  }

  /// Another server of the same repository: to be configured with the same database, never founded.
  public RepositoryServer replica(Path home) {
    return new RepositoryServer(home, token, FreePort.tcp(), proofs, officer, papers);
  }

  /// From now on its programs are started by way of this command: in other namespaces, with another
  /// clock.
  ///
  /// @param words come before the program; none for the usual way
  public void through(List<String> words) {
    prefix = List.copyOf(words);
  }

  /// Writes the configuration and holds the key ceremony for one officer.
  ///
  /// @param more configuration beside what every server needs
  public void prepare(Map<String, String> more) {
    configure(more);
    var request = directory.resolve("olga.csr.pem");
    officer.writeRequest("olga", request);
    ceremony("olga", request);
  }

  /// Writes the configuration.
  ///
  /// @param more beside what every server needs
  public void configure(Map<String, String> more) {
    var settings = new LinkedHashMap<String, String>();
    settings.put("keyferry.home", directory.resolve("data").toString());
    settings.put("keyferry.postgres.binaries", Programs.shared("postgres").toString());
    settings.put("keyferry.token.module", token.module().toString());
    settings.put("keyferry.token.label", token.label());
    settings.put("keyferry.token.pin-file", token.pinFile().toString());
    settings.put("keyferry.server.names", "localhost,127.0.0.1");
    settings.put("keyferry.acme.private-networks", "127.0.0.0/8,::1");
    settings.put("keyferry.http01.host", "127.0.0.1");
    settings.put("keyferry.http01.port", Integer.toString(http01Port));
    settings.put("quarkus.http.host", "127.0.0.1");
    settings.put("quarkus.http.ssl-port", Integer.toString(tlsPort));
    settings.put("quarkus.management.host", "127.0.0.1");
    settings.put("quarkus.management.port", Integer.toString(managementPort));
    settings.putAll(proofs);
    settings.putAll(more);
    var text = new StringBuilder();
    settings.forEach((key, value) -> text.append(key).append('=').append(value).append('\n'));
    try {
      Files.createDirectories(directory);
      Files.writeString(configuration(), text);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Holds the key ceremony; `officer-NAME.pem` and `root.pem` are in [#directory] then.
  public void ceremony(String name, Path request) {
    Programs.run(
            token.environment(),
            command(
                List.of(),
                "ceremony",
                "--config",
                configuration().toString(),
                "--officer",
                name,
                "--request",
                request.toString(),
                "--out",
                directory.toString()))
        .succeeded();
  }

  /// Starts the server and waits until it is ready.
  public void start(String... jvmOptions) {
    program =
        RunningProgram.start(
            directory.resolve("server.log"),
            token.environment(),
            command(List.of(jvmOptions), "run", "--config", configuration().toString()));
    awaitReady();
  }

  /// Starts the server where it cannot start.
  ///
  /// @return how it ended, within a minute and a half
  public Programs.Finished fails() {
    var command = new ArrayList<>(List.of("timeout", "--signal=KILL", "90"));
    command.addAll(command(List.of(), "run", "--config", configuration().toString()));
    return Programs.run(token.environment(), command);
  }

  private List<String> command(List<String> jvmOptions, String... arguments) {
    var command = new ArrayList<>(prefix);
    command.addAll(Programs.SERVER.command(jvmOptions, arguments));
    return command;
  }

  public RunningProgram program() {
    if (program == null) {
      throw new IllegalStateException("the server was not started");
    }
    return program;
  }

  public OfficerApi officerApi() {
    return new OfficerApi(
        uri(), officer.tls(papers.resolve("officer-olga.pem"), papers.resolve("root.pem")));
  }

  /// The root certificate of the repository, PEM.
  public Path root() {
    return papers.resolve("root.pem");
  }

  /// Whether it takes requests, and what it says of itself: status and JSON.
  public HttpResponse<String> readiness() {
    try (var client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(ready()).timeout(Duration.ofSeconds(10)).build(),
          BodyHandlers.ofString());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  public URI uri() {
    return URI.create("https://localhost:" + tlsPort);
  }

  public Path configuration() {
    return directory.resolve("keyferry.properties");
  }

  public Path directory() {
    return directory;
  }

  private URI ready() {
    return URI.create("http://127.0.0.1:" + managementPort + "/q/health/ready");
  }

  /// Waits until it is ready, again or for the first time.
  public void awaitReady() {
    try (var client = HttpClient.newHttpClient()) {
      Awaitility.await("the server is ready")
          .atMost(Duration.ofSeconds(90))
          .pollInterval(Duration.ofMillis(100))
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> {
            if (!program().isAlive()) {
              throw new IllegalStateException("the server ended: " + program().output());
            }
            return client
                    .send(
                        HttpRequest.newBuilder(ready()).timeout(Duration.ofSeconds(5)).build(),
                        BodyHandlers.discarding())
                    .statusCode()
                == 200;
          });
    }
  }

  @Override
  public void close() {
    if (program != null) {
      program.close();
    }
  }
}
