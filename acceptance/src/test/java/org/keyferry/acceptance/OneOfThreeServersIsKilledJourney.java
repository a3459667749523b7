package org.keyferry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keyferry.repository.app.postgres.EmbeddedPostgres;
import org.keyferry.testkit.Pebble;
import org.keyferry.testkit.installation.Installation;
import org.keyferry.testkit.installation.OfficerApi;
import org.keyferry.testkit.installation.Programs;
import org.keyferry.testkit.installation.RepositoryServer;

/// Three servers of one repository; the one that works on an order is killed at a step of it, and
/// the other two bring it to its end without the dead one: no order is lost, none is published
/// twice, and the CA has heard of at most one order more.
///
/// `keyferry.crash.points=1` takes each point of an order and not each sixth,
/// `keyferry.crash.rounds` says how often.
@TestInstance(Lifecycle.PER_CLASS)
class OneOfThreeServersIsKilledJourney {

  private static final int EACH = Integer.getInteger("keyferry.crash.points", 6);
  private static final int ROUNDS = Integer.getInteger("keyferry.crash.rounds", 1);
  private static final String PLACED = "POST /order-plz";

  private final List<RepositoryServer> servers = new ArrayList<>();
  private Path home;
  private EmbeddedPostgres database;
  private Installation installation;
  private int killed;
  private int ended;
  private int ordersTooMany;

  static Stream<Death> deaths() {
    var points = AKilledServerResumesJourney.points();
    return IntStream.range(0, ROUNDS)
        .boxed()
        .flatMap(round ->
            IntStream.range(0, points.size())
                .filter(index -> index % EACH == EACH - 1)
                .mapToObj(index -> new Death(points.get(index), round)));
  }

  @BeforeAll
  void allStart() throws IOException {
    home = Files.createTempDirectory("keyferry-three-");
    database = EmbeddedPostgres.start(home.resolve("postgres"), Programs.shared("postgres"));
    var configuration =
        Map.of(
            "quarkus.datasource.jdbc.url",
            database.url(),
            "quarkus.datasource.username",
            database.username(),
            "quarkus.datasource.password",
            database.password(),
            "keyferry.scheduler.heartbeat",
            "1s",
            "keyferry.precheck.reach", // one of them alone has the port, and the CA believes all
            "off");
    installation = Installation.prepared(Pebble.Settings::credulous, configuration);
    servers.add(installation.server());
    for (var name : List.of("second", "third")) {
      var replica = installation.server().replica(installation.directory().resolve(name));
      replica.configure(configuration);
      servers.add(replica);
    }
    var rules = new StringBuilder();
    AKilledServerResumesJourney.points()
        .forEach(point -> rules.append(point.rule(armed(point).toString())));
    Files.writeString(script(), rules);
    servers.forEach(this::start);
    installation.introduceTheCa();
  }

  @AfterAll
  void allEnd() throws IOException {
    System.out.printf(
        Locale.ROOT,
        "three servers: killed=%d lost=%d orders too many at the CA=%d%n",
        killed,
        killed - ended,
        ordersTooMany);
    servers.stream().skip(1).forEach(RepositoryServer::close);
    installation.close();
    database.close();
    try (var files = Files.walk(home)) {
      for (var each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("deaths")
  void theOthersBringTheOrderToItsEnd(Death death) throws IOException {
    var ordersBefore = installation.ca().logged(PLACED);
    var spoken = servers.stream().map(each -> each.program().output().length()).toList();
    Files.createFile(armed(death.point()));
    servers.getFirst().officerApi().addCertificate(death.name(), death.name() + ".test", "web");

    var dead = awaitLanding(death, spoken);
    Files.delete(armed(death.point()));
    dead.program().kill();
    killed++;

    var officer = livingServer(dead).officerApi();
    officer.awaitVersions(death.name(), 1);
    var more = installation.ca().logged(PLACED) - ordersBefore - 1;
    ordersTooMany += (int) more;
    assertThat(more).as("orders too many").isBetween(0L, 1L);
    assertEndedOnce(officer, death);
    ended++;
    start(dead);
  }

  private static void assertEndedOnce(OfficerApi officer, Death death) {
    assertThat(officer.orders(death.name()))
        .singleElement()
        .satisfies(order -> assertThat(order.get("state").asText()).isEqualTo("valid"));
  }

  private RepositoryServer awaitLanding(Death death, List<Integer> spoken) {
    return Awaitility.await("a server is held at " + death.point())
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .until(
            () ->
                IntStream.range(0, servers.size())
                    .filter(index ->
                        servers
                            .get(index)
                            .program()
                            .output()
                            .substring(spoken.get(index))
                            .contains(death.point().landed()))
                    .mapToObj(servers::get)
                    .toList(),
            found -> !found.isEmpty())
        .getFirst();
  }

  private RepositoryServer livingServer(RepositoryServer dead) {
    return servers.stream().filter(each -> !each.equals(dead)).findFirst().orElseThrow();
  }

  private void start(RepositoryServer server) {
    server.start(Byteman.option(script()));
  }

  private Path script() {
    return home.resolve("crash.btm");
  }

  private Path armed(CrashPoint point) {
    return home.resolve("armed-" + point.name());
  }

  /// @param point at which a server dies
  /// @param round in which it does
  record Death(CrashPoint point, int round) {

    String name() {
      return point.name() + "-" + round;
    }

    @Override
    public String toString() {
      return name();
    }
  }
}
