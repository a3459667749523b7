package org.keyferry.repository.issuance;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.custody.KeyReference;

/// A CA that is in the state in which the test puts it, and remembers what it was asked to do.
final class ScriptedCa extends CaOfOrders {

  static final URI ORDER = URI.create("https://ca.example/order/1");
  static final URI CHALLENGE = URI.create("https://ca.example/challenge/1");

  final List<String> heard = new ArrayList<>();
  private Status order = Status.PENDING;
  private Status authorization = Status.PENDING;
  private Optional<Instant> expires = Optional.empty();
  private Optional<Instant> retryAfter = Optional.empty();
  private Optional<Instant> retryAfterFinalizing = Optional.empty();
  private Optional<Instant> retryAfterOfAuthorization = Optional.empty();
  private Optional<String> error = Optional.empty();
  private Optional<AcmeFailure> failure = Optional.empty();
  private Optional<CertificateChain> chain = Optional.empty();
  private Optional<Instant> notAfter = Optional.empty();
  private Optional<String> profile = Optional.empty();
  private boolean offersChallenge = true;
  private Identifier identifier = new DnsName("www.example.org");

  ScriptedCa is(Status status) {
    order = status;
    return this;
  }

  ScriptedCa hasAuthorized(Status status) {
    authorization = status;
    return this;
  }

  void forgetsAt(Instant time) {
    expires = Optional.of(time);
  }

  void takes(Optional<Instant> askedNotAfter, Optional<String> askedProfile) {
    notAfter = askedNotAfter;
    profile = askedProfile;
  }

  void asksForPatienceUntil(Instant time) {
    retryAfter = Optional.of(time);
  }

  void isPatientlyFinalizedUntil(Instant time) {
    retryAfterFinalizing = Optional.of(time);
  }

  void authorizesNotBefore(Instant time) {
    retryAfterOfAuthorization = Optional.of(time);
  }

  void says(String problem) {
    error = Optional.of(problem);
  }

  void fails(AcmeFailure with) {
    failure = Optional.of(with);
  }

  void issues(X509Certificate... certificates) {
    chain = Optional.of(new CertificateChain(List.of(certificates)));
  }

  void wantsToKnowOf(Identifier other) {
    identifier = other;
  }

  void offersAnotherChallenge() {
    offersChallenge = false;
  }

  @Override
  public Placement place(CertificateAuthority ca, CertificateSpec spec, Instant now) {
    hear("newOrder " + spec.identifiers());
    return new Placement(ORDER, expires, notAfter, profile);
  }

  @Override
  public Look look(CertificateAuthority ca, URI location) {
    failIfTold();
    return new Look(order, retryAfter, error);
  }

  @Override
  public List<Authorization> authorizations(
      CertificateAuthority ca, URI location, String challengeType) {
    failIfTold();
    var challenge = new Challenge(CHALLENGE, "token", "token.thumbprint", false);
    return List.of(
        new Authorization(
            identifier,
            authorization,
            offersChallenge ? Optional.of(challenge) : Optional.empty(),
            List.of(offersChallenge ? challengeType : "tls-alpn-01"),
            error,
            retryAfterOfAuthorization));
  }

  @Override
  public void announce(CertificateAuthority ca, URI challenge) {
    hear("announce");
  }

  @Override
  public Optional<Instant> finalizeOrder(CertificateAuthority ca, URI location, Bytes request) {
    hear("finalize");
    return retryAfterFinalizing;
  }

  @Override
  public void revokeByKey(
      CertificateAuthority ca, X509Certificate leaf, RevocationReason reason, KeyReference key) {
    hear("revokeCert by key " + reason);
  }

  @Override
  public void revoke(CertificateAuthority ca, X509Certificate leaf, RevocationReason reason) {
    hear("revokeCert " + reason);
  }

  @Override
  public CertificateChain collect(
      CertificateAuthority ca, URI location, Optional<String> preferredChain) {
    failIfTold();
    return chain.orElseThrow();
  }

  private void hear(String what) {
    failIfTold();
    heard.add(what);
  }

  private void failIfTold() {
    failure.ifPresent(each -> {
      throw each;
    });
  }
}
