package org.keyferry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.keyferry.testkit.FreePort;
import org.keyferry.testkit.installation.Installation;
import org.keyferry.testkit.installation.Programs.Finished;
import org.keyferry.testkit.installation.RepositoryServer;

/// What is wrong on the machine is one sentence of the program, with an exit code of its own.
/// `CommandIT` has more of them, and cheaper; these need the whole program.
@TestInstance(Lifecycle.PER_CLASS)
class AServerThatCannotStartJourney {

  private final Installation installation = Installation.bare(UnaryOperator.identity());
  private final RepositoryServer server = installation.server();
  private final int tlsAlpn01Port = FreePort.tcp();

  @BeforeAll
  void theRepositoryIsFounded() {
    server.prepare(
        Map.of(
            "keyferry.tlsalpn01.host",
            "127.0.0.1",
            "keyferry.tlsalpn01.port",
            Integer.toString(tlsAlpn01Port)));
  }

  @AfterAll
  void everythingEnds() {
    installation.close();
  }

  @Test
  void theTokenIsNotInitialized() throws IOException {
    var tokens = Files.createDirectory(installation.directory().resolve("no-tokens"));
    var configuration =
        Files.writeString(
            installation.directory().resolve("softhsm2.conf"),
            "directories.tokendir = " + tokens + "\n");

    server.through(List.of("env", "SOFTHSM2_CONF=" + configuration));
    var ended = server.fails();
    server.through(List.of());

    assertSaid(ended, 12, "No token 'keyferry' is initialized: run the init script");
  }

  @Test
  void thePortOfAgentsAndOfficersIsInUse() throws IOException {
    assertSaysThatItIsInUse(server.uri().getPort(), "quarkus.http.ssl-port");
  }

  @Test
  void thePortOfHealthAndMetricsIsInUse() throws IOException {
    assertSaysThatItIsInUse(server.managementPort(), "quarkus.management.port");
  }

  @Test
  void thePortOfHttp01IsInUse() throws IOException {
    assertSaysThatItIsInUse(server.http01Port(), "keyferry.http01.port");
  }

  @Test
  void thePortOfTlsAlpn01IsInUse() throws IOException {
    assertSaysThatItIsInUse(tlsAlpn01Port, "keyferry.tlsalpn01.port");
  }

  private void assertSaysThatItIsInUse(int port, String setting) throws IOException {
    try (var _ = new ServerSocket(port, 1, InetAddress.getByAddress(loopback()))) {
      assertThat(assertSaid(server.fails(), 21, "Port " + port + " of 127.0.0.1 is in use"))
          .endsWith(": stop what listens there, or set " + setting + " to another.");
    }
  }

  @Test
  void theDatabaseIsOfNoRepository() {
    var another = server.replica(installation.directory().resolve("another"));
    another.configure(Map.of());

    assertSaid(another.fails(), 14, "hold the key ceremony");
  }

  private static byte[] loopback() {
    return new byte[] {127, 0, 0, 1};
  }

  /// The log comes before it, on the same stream or another.
  private static String assertSaid(Finished ended, int code, String words) {
    assertThat(ended.exitCode()).as(ended.output() + ended.errors()).isEqualTo(code);
    var said = ended.errors().lines().filter(line -> line.startsWith("keyferry-server: ")).toList();
    assertThat(said).singleElement().asString().contains(words);
    return said.getFirst();
  }
}
