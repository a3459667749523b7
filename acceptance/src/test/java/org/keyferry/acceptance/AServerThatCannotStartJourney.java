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
import org.keyferry.testkit.installation.Installation;
import org.keyferry.testkit.installation.Programs.Finished;
import org.keyferry.testkit.installation.RepositoryServer;

/// What is wrong on the machine is one sentence of the program, with an exit code of its own.
/// `CommandIT` has more of them, and cheaper; these need the whole program.
@TestInstance(Lifecycle.PER_CLASS)
class AServerThatCannotStartJourney {

  private final Installation installation = Installation.bare(UnaryOperator.identity());
  private final RepositoryServer server = installation.server();

  @BeforeAll
  void theRepositoryIsFounded() {
    server.prepare(Map.of());
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
  void aPortIsInUse() throws IOException {
    try (var _ =
        new ServerSocket(server.uri().getPort(), 1, InetAddress.getByAddress(loopback()))) {
      assertSaid(server.fails(), 21, "Port " + server.uri().getPort() + " of 127.0.0.1 is in use");
    }
  }

  private static byte[] loopback() {
    return new byte[] {127, 0, 0, 1};
  }

  /// The log comes before it, on the same stream or another.
  private static void assertSaid(Finished ended, int code, String words) {
    assertThat(ended.exitCode()).as(ended.output() + ended.errors()).isEqualTo(code);
    assertThat(ended.errors().lines())
        .filteredOn(line -> line.startsWith("keyferry-server: "))
        .singleElement()
        .asString()
        .contains(words);
  }
}
