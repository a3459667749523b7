package org.keyferry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.keyferry.agent.cycle.Settings;
import org.keyferry.testkit.installation.EnrollingHost;
import org.keyferry.testkit.installation.Installation;
import org.keyferry.testkit.installation.OfficerApi;

/// A fleet of agents, each with an identity and a TLS connection on which the server holds its
/// poll. News reach all of them; the server is killed, which cuts all connections, and comes back:
/// they come back too, within one poll, and not together.
///
/// Times are those of the machine as well. A few agents, on a machine that does other things, have
/// theirs printed and not judged; a fleet that is asked for by its number has them judged.
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class AFleetComesBackJourney {

  private static final Optional<Integer> ASKED_FOR =
      Optional.ofNullable(Integer.getInteger("keyferry.herd.agents"));

  private static final int AGENTS = ASKED_FOR.orElse(50);

  /// As the agent has it; a few agents can hurry.
  private static final Duration POLL = Duration.ofSeconds(ASKED_FOR.isPresent() ? 55 : 5);

  private static final Settings.Poll PACE = new Settings.Poll(POLL, Duration.ofSeconds(2), POLL);
  private static final int AT_ONCE = 8;
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private final Random chance = new Random(4711);
  private Installation installation;
  private OfficerApi officer;
  private Fleet fleet;

  @BeforeAll
  void theFleetIsEnrolled() throws Exception {
    installation = Installation.prepared(UnaryOperator.identity(), Map.of());
    startServer();
    installation.introduceTheCa();
    officer = installation.server().officerApi();
    officer.addCertificate("www", "www.example.test", "web");
    officer.awaitVersions("www", 1);
    var begun = System.nanoTime();
    fleet = new Fleet(installation.server().uri(), PACE);
    for (var identity : enrolled()) {
      fleet.join(identity, chance);
    }
    await("everybody polls").until(() -> fleet.reachedSince(begun) == AGENTS);
  }

  @AfterAll
  void everythingEnds() {
    fleet.close();
    installation.close();
  }

  @Test
  @Order(1)
  void newsReachAllThatWait() throws IOException {
    var published = System.nanoTime();

    officer.order("www");
    officer.awaitVersions("www", 2);
    var known = System.nanoTime();
    await("everybody heard").until(() -> fleet.informedSince(published) == AGENTS);

    System.out.printf(
        Locale.ROOT,
        "fleet: agents=%d poll=%ds news: at the last agent %.1fs after publication; server %s%n",
        AGENTS,
        POLL.toSeconds(),
        secondsFrom(known),
        memoryOfTheServer());
    if (ASKED_FOR.isPresent()) {
      assertThat(refusedSince(published)).isEmpty();
    }
  }

  @Test
  @Order(2)
  void nobodyIsLeftBehindByAServerThatIsKilled() throws IOException {
    installation.server().program().kill();
    var killed = System.nanoTime();
    await("everybody was cut off")
        .until(() ->
            fleet.requestsSince(killed - POLL.toNanos()).stream()
                    .filter(each -> !each.answered())
                    .count()
                >= AGENTS);
    startServer();
    var back = System.nanoTime();
    await("everybody is back").until(() -> fleet.reachedSince(back) == AGENTS);
    var last = (fleet.lastToReachSince(back) - back) / (double) SECOND;
    await("another poll is over").until(() -> secondsFrom(back) > 2.5 * (double) POLL.toSeconds());

    var steady = AGENTS / (double) POLL.toSeconds();
    var peak = peakSince(back);
    System.out.printf(
        Locale.ROOT,
        "fleet: agents=%d poll=%ds outage=%.1fs steady=%.0f/s peak after=%d/s (%.2f times)"
            + " last back after %.1fs (%.2f polls); server %s%n",
        AGENTS,
        POLL.toSeconds(),
        (back - killed) / (double) SECOND,
        steady,
        peak,
        peak / steady,
        last,
        last / (double) POLL.toSeconds(),
        memoryOfTheServer());
    if (ASKED_FOR.isEmpty()) {
      return;
    }
    assertThat(refusedSince(back)).isEmpty();
    assertThat(last)
        .as("seconds until the last is back")
        .isLessThanOrEqualTo((double) POLL.toSeconds());
    assertThat((double) peak).as("requests in a second").isLessThanOrEqualTo(2.5 * steady);
  }

  /// With what the manual gives to a server of many hosts.
  private void startServer() {
    var options =
        ASKED_FOR.isPresent() ? List.of("-Xmx1g", "-XX:TieredStopAtLevel=4") : List.<String>of();
    installation.server().start(options.toArray(String[]::new));
  }

  private List<SSLContext> enrolled() throws Exception {
    var sealingKeys = EnrollingHost.sealingKeys();
    try (var together = Executors.newFixedThreadPool(AT_ONCE)) {
      var enrollments =
          IntStream.range(0, AGENTS)
              .<Callable<SSLContext>>mapToObj(number ->
                  () -> {
                    var host =
                        new EnrollingHost(
                            installation.server().uri(), installation.server().root(), sealingKeys);
                    var identity =
                        host.tlsIn(host.tries(officer.enrollmentToken("host-" + number)));
                    officer.grant("host-" + number, "www");
                    return identity;
                  })
              .toList();
      var identities = new ArrayList<SSLContext>();
      for (var enrollment : together.invokeAll(enrollments)) {
        identities.add(enrollment.get());
      }
      return identities;
    }
  }

  /// What went wrong, and how often.
  private Map<String, Long> refusedSince(long nanos) {
    return fleet.requestsSince(nanos).stream()
        .filter(each -> !each.answered())
        .collect(Collectors.groupingBy(Fleet.Request::outcome, Collectors.counting()));
  }

  /// Most requests within one second.
  private long peakSince(long nanos) {
    return fleet.requestsSince(nanos).stream()
        .collect(Collectors.groupingBy(each -> (each.at() - nanos) / SECOND, Collectors.counting()))
        .values()
        .stream()
        .mapToLong(Long::longValue)
        .max()
        .orElse(0);
  }

  private String memoryOfTheServer() throws IOException {
    var status = Path.of("/proc", Long.toString(installation.server().program().pid()), "status");
    try (var lines = Files.lines(status)) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .map(line -> "RSS=" + Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024 + "MiB")
          .findFirst()
          .orElseThrow();
    }
  }

  private static double secondsFrom(long nanos) {
    return (System.nanoTime() - nanos) / (double) SECOND;
  }

  private static ConditionFactory await(String what) {
    return Awaitility.await(what)
        .atMost(Duration.ofMinutes(4))
        .pollInterval(Duration.ofMillis(100));
  }
}
