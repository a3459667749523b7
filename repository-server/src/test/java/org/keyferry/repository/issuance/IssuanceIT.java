package org.keyferry.repository.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.officer.AddCertificate;
import org.keyferry.protocol.officer.AddCertificateAuthority;
import org.keyferry.protocol.officer.CancelOrder;
import org.keyferry.protocol.officer.CertificateAuthorityView;
import org.keyferry.protocol.officer.CertificateView;
import org.keyferry.protocol.officer.IssuerView;
import org.keyferry.protocol.officer.OrderView;
import org.keyferry.protocol.officer.Page;
import org.keyferry.protocol.officer.PolicyView;
import org.keyferry.protocol.officer.Rehearse;
import org.keyferry.protocol.officer.RevocationView;
import org.keyferry.protocol.officer.RevokeVersion;
import org.keyferry.protocol.officer.ValidityView;
import org.keyferry.protocol.officer.VersionView;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.repository.app.FoundedRepository;
import org.keyferry.repository.app.HttpsCaller;
import org.keyferry.repository.app.RunningRepository;
import org.keyferry.testkit.ChallengeDns;
import org.keyferry.testkit.FreePort;
import org.keyferry.testkit.Pebble;

/// Orders from the officer's request to the published version, with a real CA, a real HSM, a real
/// name server.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
@QuarkusTestResource(ChallengeNetwork.class)
class IssuanceIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final List<String> SETTLED = List.of("valid", "invalid", "rehearsed");
  private static int serial;

  @SuppressWarnings("NullAway.Init") // Quarkus sets it
  @TestHTTPResource(value = "/", tls = true)
  private URI base;

  @ConfigProperty(name = "keyferry.http01.port")
  private int http01;

  @SuppressWarnings("NullAway.Init") // Quarkus sets it
  @ConfigProperty(name = "keyferry.dns01.resolver")
  private String names;

  @Inject private FoundedRepository repository;
  @Inject private ObjectMapper json;
  @Inject private ChallengeAnswers answers;
  @Inject private InstantSource clock;

  private HttpsCaller alice;
  private String unique;

  @BeforeEach
  void anOfficerComes() {
    alice = HttpsCaller.of(base, repository.root(), Optional.of(repository.alice()));
    unique = "t" + ++serial;
  }

  @AfterEach
  void sheGoes() {
    alice.close();
  }

  @Nested
  class WithHttp01 {

    @Test
    void aCertificateIsPublishedAndRenewedWithAnotherKey() {
      try (var dns = ChallengeDns.start();
          var pebble = Pebble.settings(dns.address(), http01).start()) {
        addAuthority(pebble);
        addPolicy("http-01", (String) null);
        var www = addCertificate("www", "www.example.test", "example.test");

        var first = published("www", 1).getFirst();
        assertThat(first.chain()).contains("BEGIN CERTIFICATE");
        assertThat(www.order()).isNotNull();
        var order = order(Objects.requireNonNull(www.order()));
        assertThat(order.state()).isEqualTo("valid");
        assertThat(order.attempts()).isZero();
        assertThat(order.location()).startsWith("https://127.0.0.1");

        var second = place("www");
        valid(second);
        assertThat(order.replaces()).isNull();
        assertThat(order(second).replaces()).matches("[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+");
        var versions = published("www", 2);
        assertThat(versions).extracting(VersionView::serial).doesNotHaveDuplicates();
        assertThat(keyOf(versions.get(0))).isNotEqualTo(keyOf(versions.get(1)));
        assertThat(versions.get(0).version()).isEqualTo("1.2");

        var view = get("/v1/certificates/" + name("www"), CertificateView.class);
        assertThat(view.order()).isNull();
        assertThat(view.renewAt()).isBetween(inDays(57), inDays(61));
        assertThat(get("/v1/cas/" + unique, CertificateAuthorityView.class).account())
            .startsWith("https://127.0.0.1");
      }
    }

    @Test
    void theChainIsTheOneThatThePolicyPrefers() {
      try (var dns = ChallengeDns.start();
          var pebble = Pebble.settings(dns.address(), http01).alternateChains(2).start()) {
        var roots = IntStream.rangeClosed(0, 2).mapToObj(pebble::issuingRoot).toList();
        addAuthority(pebble.directory(), List.of(pebble.httpsRoot()), roots);
        addPolicy(
            "http-01", new ValidityView(null, null, null, "refuse"), commonNameOf(roots.get(2)));
        addCertificate("chain", "www.example.test");

        var chain = CertificateChain.ofPem(published("chain", 1).getFirst().chain());

        assertThat(chain.certificates().getLast().getIssuerX500Principal())
            .isEqualTo(roots.get(2).getSubjectX500Principal());
      }
    }

    @Test
    void aCertificateWithAHundredNamesIsPublished() {
      try (var dns = ChallengeDns.start();
          var pebble = Pebble.settings(dns.address(), http01).start()) {
        addAuthority(pebble);
        addPolicy("http-01", (String) null);

        addCertificate(
            "hundred",
            IntStream.rangeClosed(1, 100)
                .mapToObj(each -> "n" + each + ".example.test")
                .toArray(String[]::new));

        assertThat(published("hundred", 1)).hasSize(1);
      }
    }

    @Test
    void aCertificateIsRenewedByItself() {
      try (var dns = ChallengeDns.start();
          var pebble =
              Pebble.settings(dns.address(), http01).validity(Duration.ofSeconds(24)).start()) {
        addAuthority(pebble);
        addPolicy("http-01", (String) null);
        addCertificate("short", "short.example.test");

        var versions = published("short", 3);

        assertThat(versions).extracting(VersionView::serial).doesNotHaveDuplicates();
        assertThat(versions.stream().map(IssuanceIT::keyOf).distinct()).hasSizeGreaterThan(2);
        for (var each = 0; each + 1 < versions.size(); each++) {
          assertThat(versions.get(each).publishedAt()).isBefore(versions.get(each + 1).notAfter());
        }
      }
    }

    @Test
    void theShortestLifeOfPolicyIsAskedFor() {
      try (var dns = ChallengeDns.start();
          var pebble = Pebble.settings(dns.address(), http01).start()) {
        addAuthority(pebble);
        addPolicy("http-01", "P5D");
        addCertificate("short", "short.example.test");

        var version = published("short", 1).getFirst();

        assertThat(Duration.between(version.notBefore(), version.notAfter()))
            .isBetween(Duration.ofDays(4), Duration.ofDays(5).plusHours(1));
        var validity = Objects.requireNonNull(orderOf("short").validity());
        assertThat(validity.lever()).isEqualTo("not-after");
        assertThat(validity.askedNotAfter()).isEqualTo(version.notAfter());
        assertThat(validity.granted()).startsWith("P");
        assertThat(validity.difference()).isNull();
      }
    }

    @Test
    void whatLivesShorterThanThePolicyWantsIsKeptAside() {
      try (var dns = ChallengeDns.start();
          var pebble =
              Pebble.settings(dns.address(), http01).validity(Duration.ofDays(6)).start()) {
        addAuthority(pebble);
        addPolicy("http-01", new ValidityView("P47D", null, null, "refuse"));

        var invalid = becomes(firstOrder("brief", "brief.example.test"), "invalid");

        assertThat(invalid.lastError()).contains("and the policy wants P47D at least");
        var validity = Objects.requireNonNull(invalid.validity());
        assertThat(validity.lever()).isEqualTo("none");
        assertThat(validity.difference()).startsWith("-P4");
        var rogue = Objects.requireNonNull(invalid.rogue());
        assertThat(rogue.fault()).isEqualTo("lives-too-briefly");
        assertThat(CertificateChain.ofPem(rogue.chain()).leaf().getNotAfter().toInstant())
            .isEqualTo(validity.notAfter());
        assertThat(versions("brief")).isEmpty();
      }
    }

    @Test
    void aRehearsalProvesTheNamesAndPublishesNothing() {
      try (var dns = ChallengeDns.start();
          var pebble = Pebble.settings(dns.address(), http01).start()) {
        addAuthority(pebble);
        addPolicy("http-01", (String) null);
        addCertificate("tried", "tried.example.test");
        published("tried", 1);
        var before = get("/v1/certificates/" + name("tried"), CertificateView.class);

        var order =
            post(
                "/v1/certificates/" + name("tried") + "/rehearsals",
                new Rehearse(new IssuerView(unique, null)),
                OrderView.class);

        assertThat(order.aim()).isEqualTo("rehearse");
        assertThat(becomes(order.id(), "rehearsed").stage()).contains("would issue");
        cleared(order.id());
        assertThat(versions("tried")).hasSize(1);
        assertThat(get("/v1/certificates/" + name("tried"), CertificateView.class))
            .isEqualTo(before);
      }
    }

    @Test
    void ofAHundredOrdersWithHalfOfTheNoncesRefusedAllBecomeValid() {
      try (var dns = ChallengeDns.start();
          var pebble = Pebble.settings(dns.address(), http01).badNonces(50).start()) {
        addAuthority(pebble);
        addPolicy("http-01", (String) null);

        var orders =
            IntStream.rangeClosed(1, 100)
                .mapToObj(each -> firstOrder("c" + each, "c" + each + ".example.test"))
                .toList();

        orders.forEach(IssuanceIT.this::valid);
        var serials = new HashSet<String>();
        for (var each = 1; each <= 100; each++) {
          published("c" + each, 1).forEach(version -> serials.add(version.serial()));
        }
        assertThat(serials).hasSize(100);
        assertThat(pebble.log()).contains("Configured to reject 50% of good nonces");
      }
    }

    @Test
    void aVersionIsRevokedByTheAccountAtTheCaAndStaysSo() throws IOException {
      try (var dns = ChallengeDns.start();
          var pebble = Pebble.settings(dns.address(), http01).start()) {
        addAuthority(pebble);
        addPolicy("http-01", (String) null);
        addCertificate("gone", "gone.example.test");
        var serial = published("gone", 1).getFirst().serial();

        var revocation =
            post(
                "/v1/certificates/" + name("gone") + "/revocations",
                new RevokeVersion(
                    serial.toUpperCase(Locale.ROOT), "superseded", false, null, null, null),
                RevocationView.class);

        var done =
            Eventually.becomes(
                PATIENCE,
                () -> get("/v1/revocations/" + revocation.id(), RevocationView.class),
                seen -> seen.state().equals("revoked"));
        assertThat(done.requestedBy()).isEqualTo("alice");
        assertThat(versions("gone").getLast().revocationReason()).isEqualTo("superseded");
        assertThat(versions("gone").getLast().revokedAt()).isNotNull();
        var again =
            alice.post(
                "/v1/certificates/" + name("gone") + "/revocations",
                "{\"serial\":\"" + serial + "\",\"reason\":\"superseded\",\"replaceFirst\":false}");
        assertThat(again.statusCode()).isEqualTo(409);
      }
    }

    @Test
    void aNameThatTheCaCannotReachMakesTheOrderInvalidAndSaysWhy() {
      try (var dns = ChallengeDns.start();
          var pebble = Pebble.settings(dns.address(), FreePort.tcp()).start()) {
        addAuthority(pebble);
        addPolicy("http-01", (String) null);

        var order = firstOrder("lost", "lost.example.test");

        var invalid = becomes(order, "invalid");
        assertThat(invalid.lastError())
            .contains("the CA did not authorize lost.example.test")
            .contains("connection")
            .contains("refused");
        var view = get("/v1/certificates/" + name("lost"), CertificateView.class);
        assertThat(view.version()).isNull();
        assertThat(view.renewAt()).isAfter(Instant.EPOCH);
      }
    }
  }

  @Nested
  class WithDns01 {

    @Test
    void aWildcardIsPublishedAndItsRecordIsTakenAway() {
      try (var pebble = Pebble.settings(names, http01).start()) {
        addAuthority(pebble);
        addPolicy("dns-01", (String) null);

        var order = firstOrder("wild", "*.shop.dynamic.test", "shop.dynamic.test");

        assertThat(published("wild", 1)).hasSize(1);
        cleared(order);
      }
    }

    @Test
    void aDelegatedNameIsPublished() {
      try (var pebble = Pebble.settings(names, http01).start()) {
        addAuthority(pebble);
        addPolicy("dns-01", (String) null);

        var order = firstOrder("delegated", "www.fixed.test");

        assertThat(published("delegated", 1)).hasSize(1);
        cleared(order);
      }
    }

    @Test
    void aNameOutsideOfTheZonesWaitsAndSaysWhatIsMissing() {
      try (var pebble = Pebble.settings(names, http01).start()) {
        addAuthority(pebble);
        addPolicy("dns-01", (String) null);

        var order = firstOrder("outside", "mail.fixed.test");

        var waiting = Eventually.becomes(PATIENCE, () -> order(order), seen -> seen.attempts() > 0);
        assertThat(waiting.state()).isEqualTo("pending");
        assertThat(waiting.lastError())
            .contains("refused an update of fixed.test")
            .contains("REFUSED");
      }
    }
  }

  @Nested
  class WhenTheCaIsNotThere {

    @Test
    void theOrderWaitsAndSaysThatNobodyAnswers() {
      addAuthority(
          URI.create("https://127.0.0.1:" + FreePort.tcp() + "/dir"), List.of(), List.of());
      addPolicy("http-01", (String) null);

      var order = firstOrder("absent", "absent.example.test");

      var waiting = Eventually.becomes(PATIENCE, () -> order(order), seen -> seen.attempts() > 1);
      assertThat(waiting.state()).isEqualTo("keyed");
      assertThat(waiting.lastError()).contains("cannot be reached: connection refused");
      assertThat(waiting.nextAttempt()).isNotNull();
      assertThat(get("/v1/cas/" + unique, CertificateAuthorityView.class).state())
          .isEqualTo(waiting.lastError());
    }

    @Test
    void anOrderIsCancelledAndTheNextKeepsItsDate() throws Exception {
      addAuthority(
          URI.create("https://127.0.0.1:" + FreePort.tcp() + "/dir"), List.of(), List.of());
      addPolicy("http-01", (String) null);
      var order = firstOrder("stopped", "stopped.example.test");
      Eventually.becomes(PATIENCE, () -> order(order), seen -> seen.attempts() > 0);

      var answer =
          Eventually.becomes(
              PATIENCE,
              () -> cancel(order, "the wrong CA"),
              seen -> seen.statusCode() != 409); // it may be moving

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(order(order).state()).isEqualTo("cancelled");
      assertThat(order(order).lastError()).isEqualTo("cancelled by alice: the wrong CA");
      assertThat(order(order).nextAttempt()).isNull();
      var stopped = get("/v1/certificates/" + name("stopped"), CertificateView.class);
      assertThat(stopped.order()).isNull();
      assertThat(stopped.renewAt()).isNotNull();
      assertThat(cancel(order, "again").statusCode()).isEqualTo(409);
    }

    @Test
    void aCaThatLostItsAccountsGetsANewOne() {
      try (var dns = ChallengeDns.start()) {
        var settings = Pebble.settings(dns.address(), http01);
        try (var pebble = settings.start()) {
          addAuthority(pebble);
          addPolicy("http-01", (String) null);
          addCertificate("before", "before.example.test");
          published("before", 1);
        }
        try (var forgetful = settings.start()) {
          var order = firstOrder("after", "after.example.test");

          assertThat(becomes(order, "invalid").lastError()).contains("an issuer of the CA");
          assertThat(forgetful.logged("There are now 1 accounts")).isEqualTo(1);
        }
      }
    }

    @Test
    void anUntrustedCaIsNotTalkedTo() {
      try (var dns = ChallengeDns.start();
          var pebble = Pebble.settings(dns.address(), http01).start()) {
        addAuthority(pebble.directory(), List.of(pebble.issuingRoot()), List.of());
        addPolicy("http-01", (String) null);

        var order = firstOrder("untrusted", "untrusted.example.test");

        var waiting = Eventually.becomes(PATIENCE, () -> order(order), seen -> seen.attempts() > 0);
        assertThat(waiting.lastError()).contains("is not trusted").contains("trust anchors");
        assertThat(pebble.logged("POST /sign-me-up")).isZero();
      }
    }

    @Test
    void aServerThatIsNoCaIsToldApart() {
      addAuthority(base.resolve("/v1/repository"), List.of(repository.root()), List.of());
      addPolicy("http-01", (String) null);

      var order = firstOrder("noca", "noca.example.test");

      var waiting = Eventually.becomes(PATIENCE, () -> order(order), seen -> seen.attempts() > 0);
      assertThat(waiting.lastError()).contains("not as ACME does").contains("identity-required");
    }
  }

  @Nested
  class WhenTheCaIssuesBelowAnotherRoot {

    @Test
    void nothingIsPublishedAndTheOrderSaysWhy() {
      try (var dns = ChallengeDns.start();
          var pebble = Pebble.settings(dns.address(), http01).start()) {
        addAuthority(pebble.directory(), List.of(pebble.httpsRoot()), List.of(repository.root()));
        addPolicy("http-01", (String) null);

        var order = firstOrder("rogue", "rogue.example.test");

        assertThat(becomes(order, "invalid").lastError())
            .contains("does not publish")
            .contains("before it reaches an issuer of the CA");
        assertThat(published("rogue", 0)).isEmpty();
      }
    }
  }

  @Nested
  class AnOrder {

    @Test
    void isAloneForItsCertificate() throws Exception {
      addAuthority(
          URI.create("https://127.0.0.1:" + FreePort.tcp() + "/dir"), List.of(), List.of());
      addPolicy("http-01", (String) null);
      addCertificate("alone", "alone.example.test");

      var answer = alice.post("/v1/certificates/" + name("alone") + "/orders", "");

      assertThat(answer.statusCode()).isEqualTo(409);
      assertThat(answer.body()).contains("/problems/state-conflict");
    }

    @Test
    void isTriedAgainAtOnceWhenAnOfficerSaysSo() throws Exception {
      addAuthority(
          URI.create("https://127.0.0.1:" + FreePort.tcp() + "/dir"), List.of(), List.of());
      addPolicy("http-01", (String) null);
      var order = firstOrder("again", "again.example.test");
      var before = Eventually.becomes(PATIENCE, () -> order(order), seen -> seen.attempts() > 3);

      var answer = alice.post("/v1/orders/" + order + "/attempts", "");

      assertThat(answer.statusCode()).isEqualTo(202);
      Eventually.becomes(
          Duration.ofSeconds(5), () -> order(order), seen -> seen.attempts() > before.attempts());
    }

    @Test
    void thatDoesNotExistIsNotFound() throws Exception {
      assertThat(alice.get("/v1/orders/nonsense").statusCode()).isEqualTo(404);
      assertThat(alice.get("/v1/orders/0193a5c0-0000-7000-8000-00000000dead").statusCode())
          .isEqualTo(404);
    }
  }

  @Nested
  class TheListenerForHttp01 {

    @Test
    void answersNothingElse() throws Exception {
      try (var client = HttpClient.newHttpClient()) {
        for (var path :
            List.of(
                "/",
                "/v1/repository",
                "/.well-known/acme-challenge/",
                "/.well-known/acme-challenge/unknown",
                "/.well-known/acme-challenge/%2e%2e/x")) {
          var request =
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http01 + path)).build();
          var response = client.send(request, BodyHandlers.ofString());
          assertThat(response.statusCode()).as(path).isEqualTo(404);
          assertThat(response.body()).isEmpty();
        }
      }
    }
  }

  private void addAuthority(Pebble pebble) {
    addAuthority(pebble.directory(), List.of(pebble.httpsRoot()), List.of(pebble.issuingRoot()));
  }

  private void addAuthority(
      URI directory, List<X509Certificate> anchors, List<X509Certificate> issuers) {
    post(
        "/v1/cas",
        new AddCertificateAuthority(
            unique, directory.toString(), List.of(), pem(anchors), pem(issuers), true),
        CertificateAuthorityView.class);
  }

  private void addPolicy(String challenge, @Nullable String longest) {
    addPolicy(challenge, new ValidityView(null, longest, null, "refuse"));
  }

  private void addPolicy(String challenge, ValidityView validity) {
    addPolicy(challenge, validity, null);
  }

  private void addPolicy(String challenge, ValidityView validity, @Nullable String preferredChain) {
    post(
        "/v1/policies",
        new PolicyView(
            unique,
            List.of(new IssuerView(unique, null)),
            "ec-p256",
            validity,
            null,
            null,
            challenge,
            preferredChain,
            null,
            "sealed"),
        PolicyView.class);
  }

  private static String commonNameOf(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().getName().replaceFirst("^CN=", "");
  }

  private HttpResponse<String> cancel(String order, String reason) {
    try {
      return alice.post(
          "/v1/orders/" + order + "/cancellation",
          json.writeValueAsString(new CancelOrder(reason)));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private OrderView orderOf(String certificate) {
    try {
      var body = alice.get("/v1/orders?certificate=" + name(certificate)).body();
      return json.readValue(body, new TypeReference<Page<OrderView>>() {}).items().getFirst();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private CertificateView addCertificate(String name, String... identifiers) {
    return post(
        "/v1/certificates",
        new AddCertificate(name(name), List.of(identifiers), unique),
        CertificateView.class);
  }

  private String firstOrder(String name, String... identifiers) {
    return Objects.requireNonNull(addCertificate(name, identifiers).order());
  }

  private String place(String certificate) {
    return post("/v1/certificates/" + name(certificate) + "/orders", "", OrderView.class).id();
  }

  private void valid(String order) {
    becomes(order, "valid");
  }

  private OrderView becomes(String order, String state) {
    var settled =
        Eventually.becomes(PATIENCE, () -> order(order), seen -> SETTLED.contains(seen.state()));
    assertThat(settled.state()).as(settled.toString()).isEqualTo(state);
    return settled;
  }

  /// The answers to its challenges are gone, and so are their records.
  private void cleared(String order) {
    Eventually.becomes(
        PATIENCE, () -> answers.of(new OrderId(UUID.fromString(order))), List::isEmpty);
  }

  private OrderView order(String id) {
    return get("/v1/orders/" + id, OrderView.class);
  }

  private List<VersionView> published(String certificate, int count) {
    return Eventually.becomes(
        PATIENCE, () -> versions(certificate), versions -> versions.size() >= count);
  }

  private List<VersionView> versions(String certificate) {
    try {
      var body = alice.get("/v1/certificates/" + name(certificate) + "/versions").body();
      return json.readValue(body, new TypeReference<Page<VersionView>>() {}).items();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private String name(String certificate) {
    return unique + "-" + certificate;
  }

  private <T> T get(String path, Class<T> type) {
    try {
      return json.readValue(alice.get(path).body(), type);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private <T> T post(String path, Object body, Class<T> type) {
    try {
      var answer = alice.post(path, json.writeValueAsString(body));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
      return json.readValue(answer.body(), type);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static List<String> pem(List<X509Certificate> certificates) {
    return certificates.stream().map(each -> new CertificateChain(List.of(each)).toPem()).toList();
  }

  private static Object keyOf(VersionView version) {
    return CertificateChain.ofPem(version.chain()).leaf().getPublicKey();
  }

  private Instant inDays(int days) {
    return clock.instant().plus(Duration.ofDays(days));
  }
}
