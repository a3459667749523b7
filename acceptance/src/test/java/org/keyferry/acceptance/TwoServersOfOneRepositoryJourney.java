package org.keyferry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jboss.byteman.agent.Main;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.repository.app.postgres.EmbeddedPostgres;
import org.keyferry.testkit.FreePort;
import org.keyferry.testkit.Pebble;
import org.keyferry.testkit.installation.AgentApi;
import org.keyferry.testkit.installation.Installation;
import org.keyferry.testkit.installation.OfficerApi;
import org.keyferry.testkit.installation.Programs;
import org.keyferry.testkit.installation.RepositoryServer;

/// Two servers, one database, one token: they share the work and know at once what the other did.
/// One that stood still for longer than its lease finds its work done; a database that dies in the
/// middle of everything costs a moment and nothing that was acknowledged.
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class TwoServersOfOneRepositoryJourney {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int ORDERS = Integer.getInteger("keyferry.replica.orders", 20);
  private static final int KILLS = Integer.getInteger("keyferry.database.kills", 3);
  private static final int HELD = 9; // seconds, longer than the lease of four
  private static final String PLACED = "POST /order-plz";
  private static final Duration SHORT_LIFE = Duration.ofSeconds(15);

  private final InstantSource clock = InstantSource.system();
  private Path home;
  private EmbeddedPostgres database;
  private Installation installation;
  private RepositoryServer first;
  private RepositoryServer second;
  private OfficerApi officer;

  static List<CrashPoint> points() {
    return List.of(
        CrashPoint.after("stopped-when-ordered", "OrderEngine", "place"),
        CrashPoint.after("stopped-when-finalized", "OrderEngine", "finalizeAtCa"),
        CrashPoint.after("stopped-when-published-uncommitted", "OrderBook", "publish"));
  }

  @BeforeAll
  void bothStart() throws IOException {
    home = Files.createTempDirectory("keyferry-shared-");
    database = EmbeddedPostgres.start(home.resolve("postgres"), Programs.shared("postgres"));
    var configuration =
        Map.of(
            "quarkus.datasource.jdbc.url",
            database.url(),
            "quarkus.datasource.username",
            database.username(),
            "quarkus.datasource.password",
            database.password(),
            "quarkus.datasource.jdbc.new-connection-sql",
            "set idle_in_transaction_session_timeout = '4s'",
            "keyferry.scheduler.heartbeat",
            "1s",
            "keyferry.renewal.tick",
            "1s",
            "keyferry.precheck.reach", // the CA believes all, and port 80 is one server's alone
            "off");
    installation = Installation.prepared(Pebble.Settings::credulous, configuration);
    first = installation.server();
    second = first.replica(installation.directory().resolve("second"));
    second.configure(configuration);
    Files.writeString(script(), rules());
    start(first);
    start(second);
    installation.introduceTheCa();
    officer = first.officerApi();
  }

  @AfterAll
  void everythingEnds() throws IOException {
    second.close();
    installation.close();
    database.close();
    try (var files = Files.walk(home)) {
      for (var each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  @Test
  @Order(1)
  void eachOrderIsTakenOnce() {
    var atTheCa = installation.ca().logged(PLACED);
    var names = IntStream.range(0, ORDERS).mapToObj(n -> "shared-" + n).toList();

    for (var n = 0; n < ORDERS; n++) {
      var name = names.get(n);
      var at = n % 2 == 0 ? first : second;
      at.officerApi().addCertificate(name, name + ".example.test", "web");
    }
    names.forEach(name -> officer.awaitVersions(name, 1));

    var shares =
        Stream.of(first, second).map(server -> count(server, "order became valid")).toList();
    System.out.printf(Locale.ROOT, "orders=%d taken by each=%s%n", ORDERS, shares);
    assertThat(shares.getFirst() + shares.getLast()).isEqualTo(ORDERS);
    assertThat(shares).allMatch(share -> share > 0);
    assertThat(installation.ca().logged(PLACED) - atTheCa).isEqualTo(ORDERS);
  }

  @Test
  @Order(2)
  void whatChangesAtOneIsKnownAtTheOther() throws Exception {
    var here = AgentApi.enroll(first.uri(), first.root(), officer.enrollmentToken("web1"));
    var there = here.at(second.uri());
    var manifest = there.get("/v1/manifest");
    assertThat(here.get("/v1/manifest").body()).isEqualTo(manifest.body());

    var waiting =
        CompletableFuture.supplyAsync(
            () -> there.get("/v1/manifest", "If-None-Match", tagOf(manifest), "Prefer", "wait=30"));
    awaits("it waits").until(() -> !waiting.isDone());
    var began = clock.instant();
    officer.grant("web1", "shared-0");
    var woken = waiting.get();

    assertThat(woken.statusCode()).as("sealed anywhere, woken there").isEqualTo(200);
    assertThat(Duration.between(began, clock.instant())).isLessThan(Duration.ofSeconds(10));
    var entry = entriesIn(woken).get(0);
    var bundle =
        "/v1/bundles/" + entry.get("certificate").asText() + "/" + entry.get("version").asText();
    assertThat(there.get(bundle).body()).isEqualTo(here.get(bundle).body()).isNotEmpty();

    var tag = tagOf(woken);
    assertThat(there.get("/v1/manifest", "If-None-Match", tag).statusCode()).isEqualTo(304);
    officer.send("POST", "/v1/agents/web1/revocation", Map.of());
    Awaitility.await("turned away on a connection that stands")
        .atMost(Duration.ofSeconds(1))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> there.get("/v1/manifest", "If-None-Match", tag).statusCode() == 401);
    assertThat(there.get(bundle).statusCode()).isEqualTo(401);
  }

  /// SIGSTOP while a step is being taken, until the other server has taken the order over; then
  /// SIGCONT.
  @ParameterizedTest
  @MethodSource("points")
  @Order(3)
  void whoStoodStillTooLongChangesNothing(CrashPoint point) throws IOException {
    var name = point.name();
    var atTheCa = installation.ca().logged(PLACED);
    Files.createFile(armed(point));
    officer.addCertificate(name, name + ".example.test", "web");
    awaits(point.landed()).until(() -> holding(point) != null);
    var zombie = Objects.requireNonNull(holding(point));
    var other = zombie == first ? second : first;

    zombie.program().signal("STOP");
    Files.delete(armed(point));
    other.officerApi().awaitVersions(name, 1);
    var revoked = AgentApi.enroll(other.uri(), other.root(), tokenFor(other, name));
    assertThat(revoked.get("/v1/manifest").statusCode()).isEqualTo(200);
    zombie.program().signal("CONT");
    zombie.program().awaitOutput(point.letGo());

    zombie.officerApi().addCertificate(name + "-after", name + "-after.example.test", "web");
    zombie.officerApi().awaitVersions(name + "-after", 1);
    zombie.awaitReady();
    assertThat(officer.versions(name)).hasSize(1);
    assertThat(officer.orders(name))
        .singleElement()
        .satisfies(order -> assertThat(order.get("state").asText()).isEqualTo("valid"));
    assertThat(installation.ca().logged(PLACED) - atTheCa)
        .as("orders at the CA, one of them for the certificate after")
        .isBetween(2L, 3L);
    assertThat(revoked.at(zombie.uri()).get("/v1/manifest").statusCode()).isEqualTo(200);
  }

  /// A process of the database is killed; the postmaster then ends all others, in whatever they
  /// were doing, and recovers.
  @Test
  @Order(4)
  void nothingAcknowledgedIsLostWithTheDatabase() throws Exception {
    var acknowledged = new ArrayList<String>();
    var statuses = new ArrayList<Integer>();
    var done = new CountDownLatch(1);
    try (var people = Executors.newFixedThreadPool(4)) {
      var work =
          IntStream.range(0, 4)
              .mapToObj(n -> people.submit(() -> makeTokens(n, done, acknowledged, statuses)))
              .toList();
      for (var kill = 0; kill < KILLS; kill++) {
        awaitsProgress(acknowledged);
        killABackend();
        var began = clock.instant();
        awaitsProgress(acknowledged);
        awaits("both are ready").until(() -> first.readiness().statusCode() == 200);
        awaits("both are ready").until(() -> second.readiness().statusCode() == 200);
        var took = Duration.between(began, clock.instant());
        System.out.printf(Locale.ROOT, "database killed, ready again after=%s%n", took);
        assertThat(took).isLessThan(Duration.ofSeconds(10));
      }
      done.countDown();
      for (var each : work) {
        each.get();
      }
    }

    var known = officer.tokens().stream().map(token -> token.get("id").asText()).toList();
    System.out.printf(
        Locale.ROOT,
        "database killed=%d acknowledged=%d refused=%d%n",
        KILLS,
        acknowledged.size(),
        statuses.stream().filter(status -> status == 503).count());
    assertThat(known).containsAll(acknowledged);
    assertThat(statuses).containsOnly(201, 503);
  }

  /// The postmaster stands still and its processes are gone: nobody answers, nobody refuses.
  @Test
  @Order(5)
  void aDatabaseThatDoesNotAnswerIsSaidSo() throws Exception {
    var agent = AgentApi.enroll(first.uri(), first.root(), officer.enrollmentToken("web5"));
    var tag = tagOf(agent.get("/v1/manifest"));
    var postmaster = database.postmaster().orElseThrow();

    signal("STOP", postmaster);
    postmaster.children().forEach(each -> signal("KILL", each));
    try {
      assertUnavailable(officer.send("GET", "/v1/agents", Map.of()));
      assertUnavailable(
          officer.send("POST", "/v1/tokens", Map.of("agent", "web6", "validFor", "PT1H")));
      assertUnavailable(agent.get("/v1/manifest", "If-None-Match", tag));
      var readiness = first.readiness();
      assertThat(readiness.statusCode()).isEqualTo(503);
      assertThat(checkIn(readiness, "change feed")).isEqualTo("DOWN");
      assertThat(checkIn(readiness, "HSM")).isEqualTo("UP");
    } finally {
      signal("CONT", postmaster);
    }

    first.awaitReady();
    second.awaitReady();
    assertThat(agent.get("/v1/manifest", "If-None-Match", tag).statusCode()).isEqualTo(304);
  }

  @Test
  @Order(6)
  void whatExpiredWhileAllWereOffIsRenewedAtTheStart() throws Exception {
    try (var hasty =
        Pebble.settings("127.0.0.1:1", FreePort.tcp()).credulous().validity(SHORT_LIFE).start()) {
      var roots = new CertificateChain(List.of(hasty.httpsRoot()));
      var issuers = new CertificateChain(List.of(hasty.issuingRoot()));
      officer.addCa("hasty", hasty.directory(), roots.toPem(), issuers.toPem());
      officer.post(
          "/v1/policies",
          Map.of(
              "name", "brief",
              "issuers", List.of(Map.of("ca", "hasty")),
              "keyType", "ec-p256",
              "challenge", "http-01",
              "custody", "sealed",
              "renewAfter", 0.95));
      officer.addCertificate("brief", "brief.example.test", "brief");
      officer.awaitVersions("brief", 1);
      var notAfter = Instant.parse(officer.versions("brief").get(0).get("notAfter").asText());

      first.close();
      second.close();
      assumeThat(clock.instant()).isBefore(notAfter);
      Awaitility.await("it expires")
          .atMost(SHORT_LIFE.multipliedBy(2))
          .until(() -> clock.instant().isAfter(notAfter));
      start(first);

      awaits("renewed by nobody's order").until(() -> officer.versions("brief").size() > 1);
    }
  }

  private void makeTokens(
      int number, CountDownLatch done, List<String> acknowledged, List<Integer> statuses) {
    var api = (number % 2 == 0 ? first : second).officerApi();
    for (var n = 0; done.getCount() > 0; n++) {
      var name = "token-" + number + "-" + n;
      var answer = api.send("POST", "/v1/tokens", Map.of("agent", name, "validFor", "PT1H"));
      synchronized (acknowledged) {
        statuses.add(answer.statusCode());
        if (answer.statusCode() == 201) {
          acknowledged.add(idIn(answer));
        } else {
          assertUnavailable(answer);
        }
      }
    }
  }

  private static void awaitsProgress(List<String> acknowledged) {
    int before;
    synchronized (acknowledged) {
      before = acknowledged.size();
    }
    awaits("tokens are made")
        .until(() -> {
          synchronized (acknowledged) {
            return acknowledged.size() > before + 20;
          }
        });
  }

  private void killABackend() {
    var postmaster = database.postmaster().orElseThrow();
    var victim =
        postmaster.children().max(Comparator.comparingLong(ProcessHandle::pid)).orElseThrow();
    signal("KILL", victim);
  }

  private static void signal(String name, ProcessHandle process) {
    try {
      new ProcessBuilder("/bin/kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private static void assertUnavailable(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(answer.body()).contains("/problems/database-unavailable");
    assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
  }

  private void start(RepositoryServer server) {
    server.start("-javaagent:" + byteman() + "=script:" + script());
  }

  private @Nullable RepositoryServer holding(CrashPoint point) {
    return Stream.of(first, second)
        .filter(server -> server.program().output().contains(point.landed()))
        .findFirst()
        .orElse(null);
  }

  private static String tokenFor(RepositoryServer server, String name) {
    return server.officerApi().enrollmentToken(name);
  }

  private static long count(RepositoryServer server, String words) {
    return server.program().output().lines().filter(line -> line.contains(words)).count();
  }

  private static String tagOf(HttpResponse<String> manifest) {
    assertThat(manifest.statusCode()).as(manifest.body()).isEqualTo(200);
    return manifest.headers().firstValue("ETag").orElseThrow();
  }

  private static JsonNode entriesIn(HttpResponse<String> manifest) throws IOException {
    var payload = manifest.body().split("\\.", -1)[1];
    return JSON.readTree(Base64.getUrlDecoder().decode(payload)).get("entries");
  }

  private static String idIn(HttpResponse<String> answer) {
    try {
      return JSON.readTree(answer.body()).get("id").asText();
    } catch (IOException malformed) {
      throw new UncheckedIOException(malformed);
    }
  }

  private static String checkIn(HttpResponse<String> readiness, String name) throws IOException {
    return JSON.readTree(readiness.body())
        .get("checks")
        .valueStream()
        .filter(check -> check.get("name").asText().equals(name))
        .map(check -> check.get("status").asText())
        .findFirst()
        .orElseThrow();
  }

  private Path script() {
    return installation.directory().resolve("stops.btm");
  }

  private Path armed(CrashPoint point) {
    return installation.directory().resolve("armed-" + point.name());
  }

  private String rules() {
    var rules = new StringBuilder();
    points().forEach(point -> rules.append(point.pause(armed(point).toString(), HELD)));
    return rules.toString();
  }

  private static ConditionFactory awaits(String what) {
    return Awaitility.await(what)
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(100))
        .ignoreExceptionsInstanceOf(UncheckedIOException.class);
  }

  private static Path byteman() {
    try {
      return Path.of(Main.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
