package org.keyferry.repository.incident;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.officer.IncidentReportView;
import org.keyferry.protocol.officer.IncidentReportView.TransitionView;
import org.keyferry.protocol.officer.IncidentSelection;
import org.keyferry.protocol.officer.IncidentView;
import org.keyferry.protocol.officer.PlanIncident;
import org.keyferry.protocol.officer.ResumeIncident;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.repository.app.FoundedRepository;
import org.keyferry.repository.app.HttpsCaller;
import org.keyferry.repository.app.RunningRepository;
import org.keyferry.repository.certificate.CertificateDesk;
import org.keyferry.repository.delivery.Expectations;
import org.keyferry.repository.delivery.GrantDesk;
import org.keyferry.repository.delivery.ReportDesk;
import org.keyferry.repository.delivery.TestFleet;
import org.keyferry.repository.delivery.TestFleet.Host;
import org.keyferry.repository.issuance.ChallengeNetwork;
import org.keyferry.repository.issuance.Eventually;
import org.keyferry.repository.issuance.OfficerOfCas;
import org.keyferry.testkit.acme.AcmeTestCa;

/// A CA must go: everything that it issued is replaced wave by wave, with a real database, a real
/// HSM, real ACME, and hosts that report. `-Dkeyferry.leak.certificates=2000
/// -Dkeyferry.leak.agents=200` is the full size; `-Dkeyferry.leak.report=DIR` keeps the report.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
@QuarkusTestResource(ChallengeNetwork.class)
class IncidentIT {

  private static final Logger LOG = Logger.getLogger(IncidentIT.class);
  private static final int CERTIFICATES = Integer.getInteger("keyferry.leak.certificates", 24);
  private static final int AGENTS = Integer.getInteger("keyferry.leak.agents", 6);
  private static final Duration PATIENCE = Duration.ofSeconds(60 + 4L * CERTIFICATES);
  private static final DisplayName CA = new DisplayName("leaking");
  private static final String INCIDENT = "/v1/incidents/leak";

  @SuppressWarnings("NullAway.Init") // Quarkus sets it
  @TestHTTPResource(value = "/", tls = true)
  private URI base;

  @Inject private FoundedRepository repository;
  @Inject private TestFleet fleet;
  @Inject private CertificateDesk certificates;
  @Inject private GrantDesk grants;
  @Inject private Expectations expectations;
  @Inject private ReportDesk reports;
  @Inject private IncidentWorker worker;
  @Inject private RevocationWorker revocations;
  @Inject private AgroalDataSource database;
  @Inject private ObjectMapper json;
  @Inject private InstantSource clock;

  private HttpsCaller alice;

  @BeforeEach
  void anOfficerIsWoken() {
    alice = HttpsCaller.of(base, repository.root(), Optional.of(repository.alice()));
  }

  @AfterEach
  void sheGoesBackToBed() {
    alice.close();
  }

  @Test
  void allAreReplacedVerifiedAndRevokedThroughAPauseAndAFailingWave() throws Exception {
    try (var ca = AcmeTestCa.settings().start(clock)) {
      var hosts = hostsWithCertificatesOf(ca);
      var replaced = serialsInForce();

      var asked = clock.instant();
      var plan = plan();
      LOG.infof(
          "planned certificates=%d took=%s",
          plan.certificates(), Duration.between(asked, clock.instant()));
      assertThat(plan.certificates()).isEqualTo(CERTIFICATES);
      assertThat(plan.agents()).isEqualTo(AGENTS);
      assertThat(plan.state()).isEqualTo("planned");
      assertThat(plan.notes())
          .anyMatch(note -> note.contains("would be ordered from leaking again"));
      assertThat(ca.issued()).as("planning orders nothing").hasSize(CERTIFICATES);

      nothingIsIssuedByARehearsal(hosts, ca, replaced);
      post(INCIDENT + "/run", "");
      goOn(hosts, incident -> incident.wave() >= 2);
      assertThat(post(INCIDENT + "/pause", "").why()).isEqualTo("officer alice paused it");
      var issuedWhenPaused = settledWhilePaused(hosts, ca);
      assertThat(issuedWhenPaused)
          .as("a paused incident orders nothing")
          .isLessThan(2 * CERTIFICATES);

      hosts.broken.addAll(hostsOfWave(3));
      resume(null);
      var stopped = goOn(hosts, incident -> !incident.state().equals("running"));
      assertThat(stopped.state()).isEqualTo("paused");
      assertThat(stopped.wave()).isEqualTo(3);
      assertThat(stopped.why()).contains("certificates of wave 3").contains("failed");
      assertThat(stopped.failed()).isPositive();

      hosts.broken.clear();
      hosts.round();
      resume(10);
      var done = goOn(hosts, incident -> !incident.state().equals("running"));

      assertThat(done.state()).as(done.toString()).isEqualTo("done");
      assertThat(done.served()).isEqualTo(CERTIFICATES);
      assertThat(done.failed()).isZero();
      assertThat(ca.revoked().keySet()).containsExactlyInAnyOrderElementsOf(replaced.values());
      assertThat(serialsInForce().values()).doesNotContainAnyElementsOf(replaced.values());
      assertThat(targetsThatServe(replaced)).as("targets that serve what was replaced").isZero();
      theReportHasEveryTransition();
    }
  }

  private SimulatedHosts hostsWithCertificatesOf(AcmeTestCa ca) throws Exception {
    var officer = new OfficerOfCas(alice, json, CA.value());
    officer.addAuthority(ca.directory(), ca.httpsRoot(), ca.issuingRoot());
    officer.addPolicy(KeyType.EC_P256);
    var enrolled = new ArrayList<Host>();
    for (var each = 0; each < AGENTS; each++) {
      enrolled.add(fleet.enroll(String.format(Locale.ROOT, "leak-web%03d", each)));
    }
    for (var each = 0; each < CERTIFICATES; each++) {
      var name = new DisplayName(String.format(Locale.ROOT, "leak-%04d", each));
      certificates.add(name, new TreeSet<>(List.of(new DnsName(name + ".example.test"))), CA);
      grants.add(enrolled.get(each % AGENTS).name(), name);
      if (each % 10 == 0) {
        grants.add(enrolled.get((each + 1) % AGENTS).name(), name);
      }
    }
    Eventually.becomes(PATIENCE, this::serialsInForce, serials -> serials.size() == CERTIFICATES);
    var hosts = new SimulatedHosts(enrolled, expectations, reports, clock);
    hosts.round();
    return hosts;
  }

  /// The same selection, at a CA that is asked for nothing but what it would do.
  private void nothingIsIssuedByARehearsal(
      SimulatedHosts hosts, AcmeTestCa ca, Map<String, String> inForce) throws IOException {
    plan("drill", null, CA.value());
    post("/v1/incidents/drill/run", "");

    var done = goOn("/v1/incidents/drill", hosts, incident -> !incident.state().equals("running"));

    assertThat(done.state()).as(done.toString()).isEqualTo("done");
    assertThat(done.served()).isEqualTo(CERTIFICATES);
    assertThat(done.progress()).allMatch(wave -> wave.rehearsed() == wave.certificates());
    assertThat(ca.issued()).as("a rehearsal has nothing issued").hasSize(CERTIFICATES);
    assertThat(serialsInForce()).isEqualTo(inForce);
  }

  private IncidentView plan() throws IOException {
    return plan("leak", "keyCompromise", null);
  }

  private IncidentView plan(String name, @Nullable String revoke, @Nullable String rehearsal)
      throws IOException {
    var selection =
        new IncidentSelection(CA.value(), null, "ec-p256", List.of(), null, "leak-*", null, null);
    return post(
        "/v1/incidents",
        new PlanIncident(
            name,
            selection,
            Math.max(3, CERTIFICATES / 400),
            Math.max(5, CERTIFICATES / 20),
            5,
            "PT2H",
            revoke,
            rehearsal));
  }

  /// Hosts report and the incident goes on until it is as the test wants it.
  private IncidentView goOn(SimulatedHosts hosts, Predicate<IncidentView> until) {
    return goOn(INCIDENT, hosts, until);
  }

  private IncidentView goOn(String incident, SimulatedHosts hosts, Predicate<IncidentView> until) {
    return Eventually.becomes(
        PATIENCE,
        () -> {
          hosts.round();
          worker.work();
          revocations.work();
          return get(incident, IncidentView.class);
        },
        until);
  }

  /// @return how many certificates the CA has issued when all that was begun is at its end
  private int settledWhilePaused(SimulatedHosts hosts, AcmeTestCa ca) {
    goOn(
        hosts,
        incident ->
            incident.progress().stream()
                .filter(wave -> wave.wave() <= incident.wave())
                .allMatch(wave -> wave.ordered() + wave.issued() == 0));
    var issued = ca.issued().size();
    worker.work();
    worker.work();
    assertThat(ca.issued()).hasSize(issued);
    return issued;
  }

  private List<DisplayName> hostsOfWave(int wave) throws SQLException {
    return query(
            "select distinct a.name, 0 from incident_certificate i"
                + " join delivery_grant g on g.certificate = i.certificate"
                + " join agent a on a.id = g.agent where i.incident = 'leak' and i.wave = "
                + wave)
        .keySet()
        .stream()
        .map(DisplayName::new)
        .toList();
  }

  private void theReportHasEveryTransition() throws IOException {
    var report = get(INCIDENT + "/report", IncidentReportView.class);
    var markdown = alice.get(INCIDENT + "/report.md", "Accept", "text/markdown").body();
    var byState =
        report.transitions().stream()
            .filter(each -> each.certificate() != null)
            .collect(
                Collectors.groupingBy(TransitionView::state, TreeMap::new, Collectors.counting()));

    assertThat(report.certificates()).hasSize(CERTIFICATES);
    assertThat(report.certificates()).allMatch(each -> each.state().equals("revoked"));
    assertThat(byState.getOrDefault("revoked", 0L)).isEqualTo(CERTIFICATES);
    assertThat(byState.getOrDefault("ordered", 0L)).isGreaterThanOrEqualTo(CERTIFICATES);
    assertThat(byState.getOrDefault("failed", 0L)).isPositive();
    assertThat(report.transitions())
        .filteredOn(each -> each.certificate() == null)
        .extracting(TransitionView::state)
        .startsWith("planned", "running")
        .endsWith("done")
        .contains("paused");
    assertThat(markdown)
        .contains("# Incident leak", "| done |", "officer alice paused it", "nginx -t failed")
        .contains("leak-0000", CERTIFICATES + " certificates, " + AGENTS + " agents");
    LOG.infof(
        "incident done certificates=%d agents=%d waves=%d transitions=%d by-state=%s",
        CERTIFICATES, AGENTS, report.incident().waves(), report.transitions().size(), byState);
    keep(report, markdown);
  }

  private void keep(IncidentReportView report, String markdown) throws IOException {
    var folder = System.getProperty("keyferry.leak.report");
    if (folder != null) {
      var name = "incident-report-example";
      Files.writeString(Path.of(folder, name + ".md"), markdown);
      Files.writeString(Path.of(folder, name + ".json"), json.writeValueAsString(report) + "\n");
    }
  }

  private Map<String, String> serialsInForce() {
    try {
      return query(
          "select distinct on (c.name) c.name, v.serial from certificate c"
              + " join certificate_version v on v.certificate = c.id where c.policy = 'leaking'"
              + " order by c.name, v.epoch desc, v.counter desc");
    } catch (SQLException fault) {
      throw new IllegalStateException(fault);
    }
  }

  private long targetsThatServe(Map<String, String> serials) throws SQLException {
    return query(
            "select l.agent || ' ' || l.target, l.served_serial from served_listener l"
                + " where l.target like 'leak-%'")
        .values()
        .stream()
        .filter(serials.values()::contains)
        .count();
  }

  private Map<String, String> query(String sql) throws SQLException {
    try (var connection = database.getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      var found = new TreeMap<String, String>();
      while (rows.next()) {
        found.put(rows.getString(1), rows.getString(2));
      }
      return found;
    }
  }

  private void resume(@Nullable Integer stopOnError) throws IOException {
    post(INCIDENT + "/resume", json.writeValueAsString(new ResumeIncident(stopOnError)));
  }

  private IncidentView post(String path, Object body) throws IOException {
    var text = body instanceof String written ? written : json.writeValueAsString(body);
    var answer = alice.post(path, text);
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
    return json.readValue(answer.body(), IncidentView.class);
  }

  private <T> T get(String path, Class<T> type) {
    try {
      return json.readValue(alice.get(path).body(), type);
    } catch (IOException fault) {
      throw new IllegalStateException(fault);
    }
  }
}
