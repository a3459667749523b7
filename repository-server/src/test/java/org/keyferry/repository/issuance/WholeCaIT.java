package org.keyferry.repository.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.officer.AgreeToTerms;
import org.keyferry.protocol.officer.VersionView;
import org.keyferry.protocol.pki.AriCertId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.app.FoundedRepository;
import org.keyferry.repository.app.HttpsCaller;
import org.keyferry.repository.app.RunningRepository;
import org.keyferry.repository.certificate.Certificates;
import org.keyferry.repository.renewal.Renewals;
import org.keyferry.testkit.acme.AcmeTestCa;
import org.keyferry.testkit.acme.RenewalWindow;

/// The running repository at a CA that has what Debian's Pebble lacks.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
@QuarkusTestResource(ChallengeNetwork.class)
class WholeCaIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static int serial;

  @SuppressWarnings("NullAway.Init") // Quarkus sets it
  @TestHTTPResource(value = "/", tls = true)
  private URI base;

  @Inject private FoundedRepository repository;
  @Inject private ObjectMapper json;
  @Inject private Certificates certificates;
  @Inject private Renewals renewals;
  @Inject private InstantSource clock;

  private HttpsCaller caller;
  private OfficerOfCas officer;

  @BeforeEach
  void anOfficerComes() {
    caller = HttpsCaller.of(base, repository.root(), Optional.of(repository.alice()));
    officer = new OfficerOfCas(caller, json, "whole" + ++serial);
  }

  @AfterEach
  void sheGoes() {
    caller.close();
  }

  @Test
  void aCertificateIsDueInTheWindowThatItsCaNames() {
    try (var ca = AcmeTestCa.settings().profile("classic", Duration.ofDays(100)).start(clock)) {
      known(ca);
      officer.addPolicy("classic", null);
      officer.addCertificate(certificate(), "window.example.test");

      var leaf = first();
      Eventually.becomes(
          PATIENCE, () -> ca.requests().count("GET /renewal-info/"), looks -> looks > 0);

      assertThat(ca.profiles()).containsExactly(Optional.of("classic"));
      var birth = leaf.notBefore();
      var view =
          Eventually.becomes(
              PATIENCE,
              () -> officer.certificate(certificate()),
              seen -> seen.renewAt() != null && seen.renewAt().isAfter(birth.plus(days(63))));
      assertThat(view.renewAt()).isBetween(birth.plus(days(64)), birth.plus(days(70)));
    }
  }

  @Test
  void aWindowThatMovedIntoThePastRenewsNowAndNamesThePredecessor() {
    try (var ca = AcmeTestCa.settings().life(Duration.ofMinutes(4)).start(clock)) {
      known(ca);
      officer.addPolicy(null, 0.95);
      officer.addCertificate(certificate(), "moved.example.test");
      first();
      Eventually.becomes(
          PATIENCE, () -> ca.requests().count("GET /renewal-info/"), looks -> looks > 0);

      var leaf = ca.issued().getFirst();
      var now = clock.instant();
      var why = URI.create("https://ca.example/incident-7");
      ca.moveWindow(
          leaf, new RenewalWindow(now.minusSeconds(60), now.minusSeconds(30), Optional.of(why)));
      renewals.looked(idOf(certificate()), now);

      Eventually.becomes(
          PATIENCE, () -> officer.versions(certificate()), versions -> versions.size() > 1);
      assertThat(ca.replaces().getLast()).isEqualTo(AriCertId.of(leaf).map(AriCertId::value));
      assertThat(clock.instant()).isBefore(leaf.getNotAfter().toInstant().minusSeconds(20));
    }
  }

  @Test
  void newTermsHoldOrdersUntilAnOfficerAgrees() {
    try (var ca = AcmeTestCa.settings().start(clock)) {
      known(ca);
      officer.addPolicy(null, null);
      officer.addCertificate(certificate(), "terms.example.test");
      first();
      ca.changeTerms("https://ca.example/terms/2");

      var order = officer.addCertificate(certificate() + "-b", "more.example.test");
      var waiting =
          Eventually.becomes(PATIENCE, () -> officer.order(order), seen -> seen.attempts() > 0);
      assertThat(waiting.lastError())
          .contains("https://ca.example/terms/2")
          .contains("keyferry cas accept-terms " + officer.name());
      var terms = "/v1/cas/" + officer.name() + "/account/terms";
      assertThat(officer.post(terms, new AgreeToTerms("https://ca.example/terms/1")).statusCode())
          .isEqualTo(422);
      assertThat(officer.post(terms, new AgreeToTerms("https://ca.example/terms/2")).statusCode())
          .isEqualTo(204);

      Eventually.becomes(
          PATIENCE, () -> officer.order(order), seen -> seen.state().equals("valid"));
    }
  }

  @Test
  void theAccountGetsAnotherKeyAndIsDeactivated() {
    try (var ca = AcmeTestCa.settings().start(clock)) {
      known(ca);
      officer.addPolicy(null, null);
      officer.addCertificate(certificate(), "account.example.test");
      first();
      var account = "/v1/cas/" + officer.name() + "/account";

      assertThat(officer.post(account + "/keys", "").statusCode()).isEqualTo(204);
      valid(officer.addCertificate(certificate() + "-b", "b.account.example.test"));
      assertThat(ca.accounts()).isEqualTo(1);

      assertThat(officer.delete(account).statusCode()).isEqualTo(204);
      valid(officer.addCertificate(certificate() + "-c", "c.account.example.test"));
      assertThat(ca.deactivatedAccounts()).isEqualTo(1);
      assertThat(ca.accounts()).isEqualTo(2);
    }
  }

  private void known(AcmeTestCa ca) {
    officer.addAuthority(ca.directory(), ca.httpsRoot(), ca.issuingRoot());
  }

  private String certificate() {
    return officer.name() + "-www";
  }

  private VersionView first() {
    return Eventually.becomes(
            PATIENCE, () -> officer.versions(certificate()), versions -> !versions.isEmpty())
        .getLast();
  }

  private void valid(String order) {
    Eventually.becomes(PATIENCE, () -> officer.order(order), seen -> seen.state().equals("valid"));
  }

  private CertificateId idOf(String name) {
    return certificates.named(new DisplayName(name)).orElseThrow().id();
  }

  private static Duration days(int number) {
    return Duration.ofDays(number);
  }
}
