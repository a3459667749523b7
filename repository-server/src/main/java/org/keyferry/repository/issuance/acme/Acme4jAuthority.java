package org.keyferry.repository.issuance.acme;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.issuance.AcmeAuthority;
import org.keyferry.repository.issuance.CertificateSpec;
import org.shredzone.acme4j.Certificate;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.challenge.TokenChallenge;
import org.shredzone.acme4j.exception.AcmeException;

/// [AcmeAuthority] by acme4j. Nothing is ever waited for: acme4j's own waiting sleeps as long as a
/// CA says, and fails when that lies in the past.
@ApplicationScoped
class Acme4jAuthority implements AcmeAuthority {

  private final AcmeLogins logins;

  Acme4jAuthority(AcmeLogins logins) {
    this.logins = logins;
  }

  @Override
  public Placement place(CertificateAuthority ca, CertificateSpec spec, Instant now) {
    return ask(ca, login -> newOrder(login, spec, now));
  }

  @Override
  public Look look(CertificateAuthority ca, URI location) {
    return ask(
        ca,
        login -> {
          var order = login.bindOrder(urlOf(location));
          var retryAfter = order.fetch();
          return new Look(statusOf(order), retryAfter, order.getError().map(Problems::quote));
        });
  }

  @Override
  public List<Authorization> authorizations(
      CertificateAuthority ca, URI location, String challengeType) {
    return ask(
        ca,
        login -> {
          var order = login.bindOrder(urlOf(location));
          order.fetch();
          var authorizations = order.getAuthorizations();
          for (var each : authorizations) {
            each.fetch();
          }
          return authorizations.stream().map(each -> authorizationOf(each, challengeType)).toList();
        });
  }

  @Override
  public void announce(CertificateAuthority ca, URI challenge) {
    ask(
        ca,
        login -> {
          login.bindChallenge(urlOf(challenge)).trigger();
          return challenge;
        });
  }

  @Override
  public void finalizeOrder(CertificateAuthority ca, URI location, Bytes request) {
    ask(
        ca,
        login -> {
          var order = login.bindOrder(urlOf(location));
          order.fetch();
          order.execute(request.toArray());
          return location;
        });
  }

  @Override
  public CertificateChain collect(CertificateAuthority ca, URI location) {
    return ask(
        ca,
        login -> {
          var order = login.bindOrder(urlOf(location));
          order.fetch();
          var certificate = order.getCertificate();
          certificate.download();
          return chainOf(certificate, ca);
        });
  }

  @Override
  public void revoke(CertificateAuthority ca, X509Certificate leaf, RevocationReason reason) {
    ask(
        ca,
        login -> {
          try {
            Certificate.revoke(
                login, leaf, org.shredzone.acme4j.RevocationReason.code(reason.code()));
          } catch (AcmeException refusal) {
            if (!Problems.isAlreadyRevoked(refusal)) {
              throw refusal;
            }
          }
          return leaf;
        });
  }

  private <T> T ask(CertificateAuthority ca, AcmeLogins.Question<T> question) {
    try {
      return logins.ask(ca, question);
    } catch (AcmeException failure) {
      throw Problems.failure(ca, failure);
    } catch (RuntimeException failure) {
      if (Problems.isOfAcme4j(failure)) {
        throw Problems.failure(ca, failure);
      }
      throw failure;
    }
  }

  /// Asks for the longest validity that the policy wants. Some CAs have no notAfter in orders and
  /// refuse it as malformed; then the check of what they issue has to do.
  private static Placement newOrder(Login login, CertificateSpec spec, Instant now)
      throws AcmeException {
    var names = spec.identifiers().stream().map(DnsName::value).toList();
    var notAfter = spec.validity().longest().map(now.truncatedTo(ChronoUnit.SECONDS)::plus);
    if (notAfter.isEmpty()) {
      return placed(login.newOrder().domains(names).create(), notAfter);
    }
    try {
      return placed(login.newOrder().domains(names).notAfter(notAfter.get()).create(), notAfter);
    } catch (AcmeException refusal) {
      if (!Problems.isMalformed(refusal)) {
        throw refusal;
      }
      return placed(login.newOrder().domains(names).create(), Optional.empty());
    }
  }

  private static Placement placed(Order order, Optional<Instant> notAfter) {
    return new Placement(
        URI.create(order.getLocation().toString()), order.getExpires(), notAfter, Optional.empty());
  }

  private static Status statusOf(Order order) {
    return switch (order.getStatus()) {
      case READY -> Status.READY;
      case PROCESSING -> Status.PROCESSING;
      case VALID -> Status.VALID;
      case INVALID, REVOKED, DEACTIVATED, EXPIRED, CANCELED -> Status.INVALID;
      case PENDING, UNKNOWN -> Status.PENDING;
    };
  }

  private static Authorization authorizationOf(
      org.shredzone.acme4j.Authorization authorization, String type) {
    var challenge = authorization.<org.shredzone.acme4j.challenge.Challenge>findChallenge(type);
    return new Authorization(
        new DnsName(authorization.getIdentifier().getDomain()),
        statusOf(authorization),
        challenge.map(Acme4jAuthority::challengeOf),
        authorization.getChallenges().stream().map(each -> each.getType()).toList(),
        authorization.getChallenges().stream()
            .flatMap(each -> each.getError().stream())
            .findFirst()
            .map((Problem problem) -> Problems.quote(problem)));
  }

  private static Status statusOf(org.shredzone.acme4j.Authorization authorization) {
    return switch (authorization.getStatus()) {
      case VALID -> Status.VALID;
      case PENDING, PROCESSING, UNKNOWN -> Status.PENDING;
      case INVALID, REVOKED, DEACTIVATED, EXPIRED, CANCELED, READY -> Status.INVALID;
    };
  }

  private static Challenge challengeOf(org.shredzone.acme4j.challenge.Challenge challenge) {
    var url = URI.create(challenge.getLocation().toString());
    var isAnnounced = challenge.getStatus() != org.shredzone.acme4j.Status.PENDING;
    return challenge instanceof TokenChallenge withToken
        ? new Challenge(
            url,
            challenge.getJSON().get("token").asString(),
            withToken.getAuthorization(),
            isAnnounced)
        : new Challenge(url, "", "", isAnnounced, issuersIn(challenge));
  }

  /// draft-ietf-acme-dns-persist: lower case, without a trailing dot.
  private static List<String> issuersIn(org.shredzone.acme4j.challenge.Challenge challenge) {
    return challenge.getJSON().get("issuer-domain-names").asArray().stream()
        .map(each -> each.asString().toLowerCase(Locale.ROOT))
        .map(each -> each.endsWith(".") ? each.substring(0, each.length() - 1) : each)
        .toList();
  }

  /// The chain that ends below a root of the CA, or else the one that the CA prefers.
  private static CertificateChain chainOf(Certificate preferred, CertificateAuthority ca)
      throws AcmeException {
    if (ca.issuers().isEmpty() || endsBelow(preferred, ca.issuers())) {
      return new CertificateChain(preferred.getCertificateChain());
    }
    for (var alternate : preferred.getAlternateCertificates()) {
      alternate.download();
      if (endsBelow(alternate, ca.issuers())) {
        return new CertificateChain(alternate.getCertificateChain());
      }
    }
    return new CertificateChain(preferred.getCertificateChain());
  }

  private static boolean endsBelow(Certificate certificate, List<X509Certificate> issuers) {
    var issuer = certificate.getCertificateChain().getLast().getIssuerX500Principal();
    return issuers.stream().anyMatch(each -> each.getSubjectX500Principal().equals(issuer));
  }

  private static URL urlOf(URI uri) {
    try {
      return uri.toURL();
    } catch (MalformedURLException impossible) {
      throw new IllegalStateException("it was a URL when the CA gave it", impossible);
    }
  }
}
