package org.keyferry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keyferry.testkit.installation.AgentHost;
import org.keyferry.testkit.installation.Installation;
import org.keyferry.testkit.installation.OfficerApi;

/// The network between a host and the server fails, in every way that networks have. A version that
/// was published meanwhile is on the host within one poll of its healing, and installed once.
@TestInstance(Lifecycle.PER_CLASS)
class TheNetworkFailsJourney {

  private static final Duration POLL = Duration.ofSeconds(4);

  /// What was begun before the healing is given up first: a connection after 10 s.
  private static final Duration CONNECTING = Duration.ofSeconds(10);

  /// An answer that was begun to be waited for, after a poll and this.
  private static final Duration ANSWERING = Duration.ofSeconds(30);

  private static final Duration AN_INSTALL = Duration.ofSeconds(5);

  private final InstantSource clock = InstantSource.system();
  private FaultyNetwork network;
  private Installation installation;
  private OfficerApi officer;
  private AgentHost host;
  private int versions;

  /// With `-Dkeyferry.network.faults=all` the one too that takes as long as an answer may.
  static List<Fault> faults() {
    return System.getProperty("keyferry.network.faults", "quick").equals("all")
        ? List.of(Fault.values())
        : Stream.of(Fault.values()).filter(each -> each != Fault.HALF_OPEN).toList();
  }

  @BeforeAll
  void aHostBehindACable() {
    assumeThat(FaultyNetwork.isPermitted())
        .as("network namespaces need root, and a sandbox that permits them")
        .isTrue();
    installation =
        Installation.prepared(
            UnaryOperator.identity(),
            Map.of("keyferry.server.names", "localhost,127.0.0.1," + FaultyNetwork.address()));
    installation.server().start();
    installation.introduceTheCa();
    officer = installation.server().officerApi();
    var port = installation.server().uri().getPort();
    network = FaultyNetwork.leadingTo(port, installation.directory().resolve("network"));
    host = installation.host("web1", URI.create("https://" + FaultyNetwork.address() + ":" + port));
    host.through(network.onTheHost());
    host.polls(POLL.toSeconds() + "s");
    host.configureFiles(List.of("www"));
    host.enroll(officer.enrollmentToken("web1"));
    officer.addCertificate("www", "www.example.test", "web");
    officer.grant("web1", "www");
    host.start();
    versions = 1;
    awaitInstalled(CONNECTING);
  }

  @AfterAll
  void everythingEnds() {
    if (installation != null) {
      host.close();
      network.close();
      installation.close();
    }
  }

  @ParameterizedTest
  @MethodSource("faults")
  void theHostCatchesUp(Fault fault) {
    fault.begin(network);
    officer.order("www");
    versions++;
    officer.awaitVersions("www", versions);
    Awaitility.await("the fault lands")
        .atMost(Duration.ofSeconds(20))
        .until(() -> fault.hasLanded(network));
    var meanwhile = installed();

    fault.end(network);
    var healed = clock.instant();
    awaitInstalled(fault.leadsToAWaitForNothing() ? POLL.plus(ANSWERING) : CONNECTING);

    System.out.printf(
        Locale.ROOT,
        "network %s: caught up after=%s%n",
        fault,
        Duration.between(healed, clock.instant()));
    assertThat(meanwhile)
        .isIn(fault.cuts() ? List.of(versions - 1L) : List.of(versions - 1L, (long) versions));
    assertThat(installed()).as("each version once").isEqualTo(versions);
  }

  /// @param begun how long what was begun before may last yet
  private void awaitInstalled(Duration begun) {
    Awaitility.await("version " + versions + " is on the host")
        .atMost(begun.plus(POLL).plus(AN_INSTALL))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> installed() >= versions);
  }

  /// How often the agent says that it has installed a version.
  private long installed() {
    try (var lines = Files.lines(log())) {
      return lines.filter(line -> line.contains("version settled")).count();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private Path log() {
    return host.directory().resolve("agent.log");
  }

  /// What is done to the network.
  enum Fault {
    DROPPED {
      @Override
      void begin(FaultyNetwork network) {
        network.filter("counter drop", "counter drop");
      }
    },
    RESET {
      @Override
      void begin(FaultyNetwork network) {
        network.filter("meta l4proto tcp counter reject with tcp reset", "");
      }
    },
    ONE_WAY {
      @Override
      void begin(FaultyNetwork network) {
        network.filter("", "counter drop");
      }
    },
    A_THIRD_LOST {
      @Override
      void begin(FaultyNetwork network) {
        var third = "numgen random mod 100 < 30 counter drop";
        network.filter(third, third);
      }

      @Override
      boolean cuts() {
        return false;
      }
    },
    UNPLUGGED {
      @Override
      void begin(FaultyNetwork network) {
        network.unplug();
      }

      @Override
      boolean hasLanded(FaultyNetwork network) {
        return !network.isUp();
      }

      @Override
      void end(FaultyNetwork network) {
        network.plugIn();
      }
    },
    /// The gateway has forgotten the connection on which the agent waits.
    HALF_OPEN {
      @Override
      void begin(FaultyNetwork network) {
        network.unplug();
        network.replaceTheGateway();
      }

      @Override
      boolean leadsToAWaitForNothing() {
        return true;
      }

      @Override
      boolean hasLanded(FaultyNetwork network) {
        return !network.isUp();
      }

      @Override
      void end(FaultyNetwork network) {
        network.plugIn();
      }
    };

    abstract void begin(FaultyNetwork network);

    /// A fault that caught nothing was none.
    boolean hasLanded(FaultyNetwork network) {
      return network.caught() > 0;
    }

    /// Whether nothing at all comes through.
    boolean cuts() {
      return true;
    }

    /// Whether an answer is waited for that cannot come any more.
    boolean leadsToAWaitForNothing() {
      return false;
    }

    void end(FaultyNetwork network) {
      network.heal();
    }
  }
}
