package org.keyferry.repository.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.agent.Report;
import org.keyferry.protocol.agent.Report.ListenerReport;
import org.keyferry.protocol.agent.Report.TargetReport;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.app.FoundedRepository;
import org.keyferry.repository.app.HttpsCaller;
import org.keyferry.repository.app.RunningRepository;
import org.keyferry.repository.certificate.Certificate;
import org.keyferry.repository.certificate.CertificateVersion;
import org.keyferry.repository.delivery.TestFleet.Host;

/// What should be, what is on disk and what is served, side by side.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
class InventoryIT {

  private static int counter;

  @SuppressWarnings("NullAway.Init") // Quarkus sets it
  @TestHTTPResource(value = "/", tls = true)
  URI base;

  @Inject FoundedRepository repository;
  @Inject TestFleet fleet;
  @Inject GrantDesk grants;
  @Inject InventoryDesk inventory;
  @Inject AgroalDataSource database;
  @Inject ObjectMapper json;

  private final String suffix = String.valueOf(++counter);
  private final List<HttpsCaller> callers = new ArrayList<>();
  private long generation = 1;

  private Host web1;
  private Certificate www;
  private HttpsCaller host1;
  private HttpsCaller alice;

  @BeforeEach
  void aHostAndACertificate() {
    web1 = fleet.enroll("inv1-" + suffix);
    www = fleet.addCertificate("inv-www-" + suffix);
    host1 = callerFor(web1);
    alice = HttpsCaller.of(base, repository.root(), Optional.of(repository.alice()));
    callers.add(alice);
  }

  @AfterEach
  void callersGo() {
    callers.forEach(HttpsCaller::close);
  }

  @Test
  void aGrantThatNoTargetAsksForIsALine() throws Exception {
    grants.add(web1.name(), www.name());
    var version = fleet.publish(www);

    var line = one(served("agent=" + web1.name()));

    assertThat(line.get("target").isNull()).isTrue();
    assertThat(line.get("state").asText()).isEqualTo("unreported");
    assertThat(line.get("current").asText()).isEqualTo("1.1");
    assertThat(line.get("currentSerial").asText()).isEqualTo(serialOf(version));
    assertThat(kinds(line)).contains("not-installed");
  }

  @Test
  void whatIsServedIsShownByListenerWithItsDate() throws Exception {
    grants.add(web1.name(), www.name());
    var version = fleet.publish(www);
    var serial = serialOf(version);
    report(
        target("site", "1.1", serial, "stale", at("127.0.0.1:443", serial), at("[::1]:443", "ff")));
    var first = one(served("agent=" + web1.name()));

    report(
        target("site", "1.1", serial, "stale", at("127.0.0.1:443", "ee"), at("[::1]:443", "ff")));
    var second = one(served("agent=" + web1.name()));

    assertThat(kinds(first)).contains("stale-listener").doesNotContain("behind", "not-installed");
    assertThat(second.get("listeners").get(0).get("servedSerial").asText()).isEqualTo("ee");
    assertThat(since(second, 0)).isAfter(since(first, 0));
    assertThat(since(second, 1)).isEqualTo(since(first, 1));
    assertThat(second.get("drift").get(0).get("detail").asText())
        .contains("127.0.0.1:443 (serial ee)", "[::1]:443 (serial ff)");
  }

  @Test
  void whoServesTheNewestVersionHasNoDrift() throws Exception {
    grants.add(web1.name(), www.name());
    var version = fleet.publish(www);
    awaitSealed();
    var serial = serialOf(version);

    report(target("site", "1.1", serial, "served", at("127.0.0.1:443", serial)));

    assertThat(kinds(one(served("agent=" + web1.name())))).isEmpty();
    assertThat(served("drift=any&agent=" + web1.name())).isEmpty();
  }

  @Test
  void aTargetThatIsReportedNoMoreIsGone() throws Exception {
    report(target("a", null, null, "waiting"), target("b", null, null, "waiting"));
    report(target("b", null, null, "waiting"));
    assertThat(served("agent=" + web1.name())).hasSize(1);

    report();

    assertThat(served("agent=" + web1.name())).isEmpty();
  }

  @Test
  void aNewVersionLeavesTheHostBehind() throws Exception {
    grants.add(web1.name(), www.name());
    var serial = serialOf(fleet.publish(www));
    report(target("site", "1.1", serial, "served", at("127.0.0.1:443", serial)));
    fleet.publish(www);

    assertThat(served("drift=behind&certificate=" + www.name())).hasSize(1);
    assertThat(served("drift=expired&certificate=" + www.name())).isEmpty();
  }

  @Test
  void aTargetForSomethingElseIsNamed() throws Exception {
    report(
        target("unknown", null, null, "waiting"),
        new TargetReport(
            "ungranted",
            "nginx",
            null,
            www.name().value(),
            null,
            null,
            null,
            null,
            List.of(),
            "waiting",
            null,
            null));

    var lines = served("agent=" + web1.name());

    assertThat(kinds(lines.get(0))).containsExactly("not-granted");
    assertThat(kinds(lines.get(1))).containsExactly("unknown-certificate");
  }

  @Test
  void anAgentThatHasNotCalledForLongIsSilent() throws Exception {
    var web2 = fleet.enroll("inv2-" + suffix);
    grants.add(web2.name(), www.name());
    fleet.publish(www);

    execute(
        "update agent set enrolled_at = now() - interval '2 hours' where id = '" + web2.id() + "'");

    assertThat(kinds(one(served("agent=" + web2.name())))).contains("silent-agent");
    assertThat(inventory.summary().silent()).isPositive();
  }

  @Test
  void pagesAddUpToTheWhole() throws Exception {
    var hosts =
        IntStream.range(0, 3).mapToObj(i -> fleet.enroll("inv-p" + i + "-" + suffix)).toList();
    for (var host : hosts) {
      grants.add(host.name(), www.name());
      report(
          callerFor(host), target("a", null, null, "waiting"), target("b", null, null, "waiting"));
    }
    fleet.publish(www);

    var whole = all("limit=500");
    var pieces = all("limit=1");

    assertThat(pieces).isEqualTo(whole);
    assertThat(whole.stream().filter(each -> each.contains("inv-p")))
        .hasSizeGreaterThanOrEqualTo(9);
  }

  @Test
  void aKindOfDriftThatIsNoneIsRefused() throws Exception {
    var answer = alice.get("/v1/served?drift=bad");

    assertThat(answer.statusCode()).isEqualTo(ProblemType.VALUE_REJECTED.status());
    assertThat(answer.body()).contains("\"field\":\"drift\"", "stale-listener");
    assertThat(alice.get("/v1/served?agent=nobody").body()).contains("no agent nobody");
    assertThat(alice.get("/v1/served?after=x").body()).contains("\"field\":\"after\"");
  }

  @Test
  void theAgentIsShownWithWhatItLastSaidOfItself() throws Exception {
    report(target("a", null, null, "waiting"), target("b", null, null, "waiting"));

    var agent = json.readTree(alice.get("/v1/agents/" + web1.name()).body());

    assertThat(agent.get("agentVersion").asText()).isEqualTo("0.1.0");
    assertThat(agent.get("targets").asInt()).isEqualTo(2);
    assertThat(Instant.parse(agent.get("reportedAt").asText()))
        .isAfter(Instant.now().minus(Duration.ofMinutes(5)));
  }

  @Test
  void theSummaryCountsWhatTheLinesSay() throws Exception {
    grants.add(web1.name(), www.name());
    var serial = serialOf(fleet.publish(www));
    report(target("site", "1.1", serial, "served", at("127.0.0.1:443", serial)));
    fleet.publish(www);

    var summary = inventory.summary();

    assertThat(summary.drift().get(Drift.Kind.BEHIND))
        .isEqualTo(all("drift=behind&limit=500").size());
    assertThat(summary.earliestExpiry())
        .hasValueSatisfying(earliest -> assertThat(earliest).isBeforeOrEqualTo(LATER));
    assertThat(summary.newestReport()).isPresent();
  }

  private static final Instant LATER = Instant.parse("2026-12-24T18:00:00Z");

  private void report(TargetReport... targets) throws Exception {
    report(host1, targets);
  }

  private void report(HttpsCaller host, TargetReport... targets) throws Exception {
    var answer =
        host.post(
            "/v1/reports",
            json.writeValueAsString(
                new Report(
                    "0.1.0",
                    generation++,
                    Instant.parse("2026-11-25T18:00:00Z"),
                    List.of(targets))));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
  }

  private TargetReport target(
      String name,
      @Nullable String installed,
      @Nullable String serial,
      String state,
      ListenerReport... listeners) {
    var serials = Arrays.stream(listeners).map(ListenerReport::servedSerial).distinct().toList();
    return new TargetReport(
        name,
        "nginx",
        null,
        installed == null ? "nothing-of-ours" : www.name().value(),
        installed,
        serial,
        serial == null ? null : LATER,
        serials.size() == 1 ? serials.getFirst() : null,
        List.of(listeners),
        state,
        null,
        null);
  }

  private static ListenerReport at(String address, String serial) {
    return new ListenerReport(address, "tls", "www.example.com", serial, LATER, null);
  }

  private List<JsonNode> served(String query) throws Exception {
    var answer = alice.get("/v1/served?" + query);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return items(json.readTree(answer.body()));
  }

  /// Agent and target of all lines, page by page.
  private List<String> all(String query) throws Exception {
    var found = new ArrayList<String>();
    var after = "";
    while (true) {
      var page = json.readTree(alice.get("/v1/served?" + query + after).body());
      items(page).stream()
          .map(each ->
              each.get("agent").asText()
                  + " "
                  + each.get("target").asText()
                  + " "
                  + each.get("certificate").asText())
          .forEach(found::add);
      if (page.get("next").isNull()) {
        return found;
      }
      after = "&after=" + page.get("next").asText();
    }
  }

  private static List<JsonNode> items(JsonNode page) {
    return StreamSupport.stream(page.get("items").spliterator(), /* parallel= */ false).toList();
  }

  private static JsonNode one(List<JsonNode> lines) {
    assertThat(lines).hasSize(1);
    return lines.getFirst();
  }

  private static List<String> kinds(JsonNode line) {
    return StreamSupport.stream(line.get("drift").spliterator(), /* parallel= */ false)
        .map(each -> each.get("kind").asText())
        .toList();
  }

  private static Instant since(JsonNode line, int listener) {
    return Instant.parse(line.get("listeners").get(listener).get("since").asText());
  }

  private static String serialOf(CertificateVersion version) {
    return SerialNumber.of(version.chain().leaf()).value();
  }

  private void awaitSealed() throws Exception {
    var manifest = host1.get("/v1/manifest");
    while (fleet.readerOf(web1).manifest(manifest.body()).entries().isEmpty()) {
      manifest =
          host1.get(
              "/v1/manifest",
              "If-None-Match",
              manifest.headers().firstValue("ETag").orElseThrow(),
              "Prefer",
              "wait=25");
      assertThat(manifest.statusCode()).isEqualTo(200);
    }
  }

  private void execute(String sql) throws SQLException {
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private HttpsCaller callerFor(Host host) {
    var caller = HttpsCaller.of(base, repository.root(), Optional.of(host.identity()));
    callers.add(caller);
    return caller;
  }
}
