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
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.officer.IncidentSelection;
import org.keyferry.protocol.officer.IncidentView;
import org.keyferry.protocol.officer.PlanIncident;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.repository.app.FoundedRepository;
import org.keyferry.repository.app.HttpsCaller;
import org.keyferry.repository.app.RunningRepository;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEntries;
import org.keyferry.repository.certificate.CertificateAuthorities;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.certificate.CertificateDesk;
import org.keyferry.repository.certificate.CertificateVersions;
import org.keyferry.repository.certificate.Certificates;
import org.keyferry.repository.certificate.Limit;
import org.keyferry.repository.certificate.Limits;
import org.keyferry.repository.delivery.TestFleet;
import org.keyferry.repository.issuance.ChallengeNetwork;
import org.keyferry.repository.issuance.Eventually;
import org.keyferry.repository.issuance.OfficerOfCas;
import org.keyferry.testkit.acme.AcmeTestCa;

/// A CA that takes few orders in a while: the plan says what that means, and the incident keeps to
/// it, loses nothing, and fails nothing for it. `-Dkeyferry.leak.planned=2000` is the full size of
/// a plan.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
@QuarkusTestResource(ChallengeNetwork.class)
class IncidentBudgetIT {

  private static final Logger LOG = Logger.getLogger(IncidentBudgetIT.class);
  private static final int CERTIFICATES = 12;
  private static final int MANY = Integer.getInteger("keyferry.leak.planned", 500);
  private static final int LIMIT = 4;
  private static final Duration PERIOD = Duration.ofSeconds(6);
  private static final Duration ENOUGH = Duration.ofMinutes(2);
  private static final DisplayName CA = new DisplayName("rationed");

  @SuppressWarnings("NullAway.Init") // Quarkus sets it
  @TestHTTPResource(value = "/", tls = true)
  private URI base;

  @Inject private FoundedRepository repository;
  @Inject private CertificateDesk desk;
  @Inject private CertificateAuthorities authorities;
  @Inject private Certificates certificates;
  @Inject private CertificateVersions versions;
  @Inject private IncidentWorker worker;
  @Inject private Audit audit;
  @Inject private AuditEntries entries;
  @Inject private ObjectMapper json;
  @Inject private InstantSource clock;
  @Inject private TestFleet fleet;
  @Inject private AgroalDataSource database;

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
  void anIncidentKeepsToTheLimitsOfTheCaAndLosesNothing() throws Exception {
    try (var ca = AcmeTestCa.settings().start(clock)) {
      addCa(ca);
      for (var each = 0; each < CERTIFICATES; each++) {
        var name = new DisplayName("rationed-" + each);
        desk.add(name, new TreeSet<>(List.of(new DnsName(name + ".example.test"))), CA);
      }
      Eventually.becomes(ENOUGH, this::published, each -> each == CERTIFICATES);
      ration();

      var plan = plan();
      assertThat(plan.notes())
          .anyMatch(note ->
              note.startsWith(
                  "12 orders go to CA rationed (4 new orders in PT6S): 8 of them wait for 4 new"
                      + " orders in PT6S, the last for about PT13S"));

      var before = audit.checkpoint().size();
      var begun = clock.instant();
      post("/v1/incidents/rationed/run", "");
      var done =
          Eventually.becomes(
              ENOUGH,
              () -> {
                worker.work();
                return get("/v1/incidents/rationed");
              },
              incident -> !incident.state().equals("running"));

      assertThat(done.state()).as(done.toString()).isEqualTo("done");
      assertThat(done.served()).isEqualTo(CERTIFICATES);
      assertThat(done.failed()).isZero();
      assertThat(ca.issued()).hasSize(2 * CERTIFICATES);
      var placed = placedSince(before);
      assertThat(placed).hasSize(CERTIFICATES);
      assertThat(mostIn(placed))
          .as("a full bucket, and what flows in")
          .isLessThanOrEqualTo(2 * LIMIT);
      LOG.infof(
          "rationed incident certificates=%d limit=%d/%s took=%s most-in-a-period=%d failed=%d",
          CERTIFICATES,
          LIMIT,
          PERIOD,
          Duration.between(begun, clock.instant()),
          mostIn(placed),
          done.failed());
    }
  }

  /// The database ends a transaction that is idle for thirty seconds.
  @Test
  void aPlanOfVeryManyIsAMatterOfSeconds() throws Exception {
    var one = fleet.addCertificate("many");
    fleet.publish(one);
    multiply("many", MANY);
    var fixture = new DisplayName("fixture");
    var unlimited = authorities.named(fixture).orElseThrow();
    authorities.replace(
        with(
            unlimited,
            new Limit(Limit.Kind.NEW_ORDERS, 300, Duration.ofHours(3)),
            new Limit(Limit.Kind.CERTIFICATES_PER_DOMAIN, 50, Duration.ofDays(7)),
            new Limit(Limit.Kind.CERTIFICATES_PER_NAME_SET, 5, Duration.ofDays(7))));
    try {
      var selection =
          new IncidentSelection(null, null, null, List.of(), null, "many-*", null, null);
      var asked = clock.instant();
      var plan = plan("many", selection);
      var took = Duration.between(asked, clock.instant());

      assertThat(plan.certificates()).isEqualTo(MANY);
      assertThat(plan.notes())
          .anyMatch(note -> note.startsWith(MANY + " orders go to CA fixture (300 new orders in"));
      assertThat(took).isLessThan(Duration.ofSeconds(10));
      LOG.infof("planned certificates=%d took=%s notes=%s", MANY, took, plan.notes());
    } finally {
      authorities.replace(unlimited);
    }
  }

  private void multiply(String name, int times) throws SQLException {
    execute(
        "insert into certificate (id, name, identifiers, policy, epoch, counter)"
            + " select gen_random_uuid(), c.name || '-' || n,"
            + " array[c.name || n || '.example.test'], c.policy, c.epoch, c.counter"
            + " from certificate c, generate_series(1, "
            + times
            + ") n where c.name = '"
            + name
            + "'");
    execute(
        "insert into certificate_version"
            + " (certificate, epoch, counter, serial, chain, key, published_at, issuer)"
            + " select d.id, v.epoch, v.counter,"
            + " '7f' || lpad(to_hex(row_number() over ()), 8, '0'), v.chain, gen_random_uuid(),"
            + " v.published_at, v.issuer"
            + " from certificate c join certificate_version v on v.certificate = c.id"
            + " join certificate d on d.name like c.name || '-%' where c.name = '"
            + name
            + "'");
  }

  private void execute(String sql) throws SQLException {
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void addCa(AcmeTestCa ca) throws IOException {
    var officer = new OfficerOfCas(alice, json, CA.value());
    officer.addAuthority(ca.directory(), ca.httpsRoot(), ca.issuingRoot());
    officer.addPolicy(KeyType.EC_P256);
  }

  private void ration() {
    var ca = authorities.named(CA).orElseThrow();
    authorities.replace(with(ca, new Limit(Limit.Kind.NEW_ORDERS, LIMIT, PERIOD)));
  }

  private static CertificateAuthority with(CertificateAuthority ca, Limit... limits) {
    return new CertificateAuthority(
        ca.name(),
        ca.directory(),
        ca.contacts(),
        ca.trustAnchors(),
        ca.issuers(),
        new Limits(List.of(limits), false));
  }

  private IncidentView plan() throws IOException {
    var selection =
        new IncidentSelection(CA.value(), null, null, List.of(), null, null, null, null);
    return plan("rationed", selection);
  }

  private IncidentView plan(String name, IncidentSelection selection) throws IOException {
    return post(
        "/v1/incidents",
        json.writeValueAsString(new PlanIncident(name, selection, 2, 5, 0, "PT1M", null, null)));
  }

  private long published() {
    var count = 0L;
    for (var each = 0; each < CERTIFICATES; each++) {
      count +=
          certificates
              .named(new DisplayName("rationed-" + each))
              .flatMap(found -> versions.newest(found.id()))
              .stream()
              .count();
    }
    return count;
  }

  private List<Instant> placedSince(long sequence) {
    var found = new ArrayList<Instant>();
    var page = entries.after(sequence, 100);
    while (!page.isEmpty()) {
      page.stream()
          .filter(each -> each.event().kind().equals("order.placed"))
          .filter(each -> each.event().fact("ca").equals(Optional.of(CA.value())))
          .forEach(each -> found.add(each.at()));
      page = entries.after(page.getLast().sequence(), 100);
    }
    return found;
  }

  private static long mostIn(List<Instant> moments) {
    return moments.stream()
        .mapToLong(begin ->
            moments.stream()
                .filter(each -> !each.isBefore(begin) && each.isBefore(begin.plus(PERIOD)))
                .count())
        .max()
        .orElse(0);
  }

  private IncidentView post(String path, String body) throws IOException {
    var answer = alice.post(path, body);
    assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
    return json.readValue(answer.body(), IncidentView.class);
  }

  private IncidentView get(String path) {
    try {
      return json.readValue(alice.get(path).body(), IncidentView.class);
    } catch (IOException fault) {
      throw new IllegalStateException(fault);
    }
  }
}
