package org.keyferry.repository.issuance.acme;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.keyferry.protocol.pki.AriCertId;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.IpAddress;
import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.custody.KeyDesk;
import org.keyferry.repository.custody.KeyReference;
import org.keyferry.repository.issuance.AcmeAuthority;
import org.keyferry.repository.issuance.CertificateSpec;
import org.shredzone.acme4j.Certificate;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.RenewalInfo;
import org.shredzone.acme4j.challenge.TokenChallenge;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeProtocolException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.toolbox.JSONBuilder;

/// [AcmeAuthority] by acme4j. Nothing is ever waited for: acme4j's own waiting sleeps as long as a
/// CA says, and fails when that lies in the past.
@ApplicationScoped
class Acme4jAuthority implements AcmeAuthority {

  private final AcmeLogins logins;
  private final Pauses pauses;
  private final KeyDesk keys;
  private final Placing placing = new Placing();
  private final RecentOrders places = new RecentOrders();

  Acme4jAuthority(AcmeLogins logins, Pauses pauses, KeyDesk keys) {
    this.logins = logins;
    this.pauses = pauses;
    this.keys = keys;
  }

  @Override
  public Placement place(CertificateAuthority ca, CertificateSpec spec, Instant now) {
    return ask(
        ca, Pauses.Subject.of(spec.identifiers()), login -> placing.place(login, ca, spec, now));
  }

  @Override
  public Look look(CertificateAuthority ca, URI location) {
    var looks = Pauses.Subject.lookAt(location);
    pauses.requireOpen(ca, looks);
    return ask(
        ca,
        Pauses.Subject.of(location),
        login -> {
          var order = login.bindOrder(urlOf(location));
          var retryAfter = order.fetch();
          pauses.wish(ca, looks, retryAfter);
          var status = statusOf(order);
          if (isToBeGoneOnWith(status)) {
            places.put(location, PlacesOfOrder.of(order));
          }
          return new Look(status, retryAfter, order.getError().map(Problems::quote));
        });
  }

  /// Of the others, some CAs do not say any more where their parts are.
  private static boolean isToBeGoneOnWith(Status status) {
    return status == Status.PENDING || status == Status.READY;
  }

  @Override
  public List<Authorization> authorizations(
      CertificateAuthority ca, URI location, String challengeType) {
    return ask(
        ca,
        Pauses.Subject.of(location),
        login -> {
          var all = new ArrayList<Authorization>();
          for (var each : placesOf(location, login).authorizations()) {
            var authorization = login.bindAuthorization(each);
            var retryAfter = authorization.fetch();
            pauses.wish(ca, Pauses.Subject.lookAt(location), retryAfter);
            all.add(authorizationOf(authorization, challengeType, retryAfter));
          }
          return List.copyOf(all);
        });
  }

  @Override
  public void announce(CertificateAuthority ca, URI challenge) {
    ask(
        ca,
        Pauses.Subject.of(challenge),
        login -> {
          login.bindChallenge(urlOf(challenge)).trigger();
          return challenge;
        });
  }

  @Override
  public Optional<Instant> finalizeOrder(CertificateAuthority ca, URI location, Bytes request) {
    return ask(
        ca,
        Pauses.Subject.of(location),
        login -> {
          var claims = new JSONBuilder();
          claims.putBase64("csr", request.toArray());
          try (var connection = login.getSession().connect()) {
            connection.sendSignedRequest(placesOf(location, login).finalization(), claims, login);
            var retryAfter = connection.getRetryAfter();
            pauses.wish(ca, Pauses.Subject.lookAt(location), retryAfter);
            return retryAfter;
          }
        });
  }

  /// Of an order that was looked at a moment ago, without asking again.
  private PlacesOfOrder placesOf(URI location, Login login) throws AcmeException {
    var known = places.find(location);
    if (known.isPresent()) {
      return known.get();
    }
    var order = login.bindOrder(urlOf(location));
    order.fetch();
    var found = PlacesOfOrder.of(order);
    places.put(location, found);
    return found;
  }

  @Override
  public CertificateChain collect(
      CertificateAuthority ca, URI location, Optional<String> preferredChain) {
    return ask(
        ca,
        Pauses.Subject.of(location),
        login -> {
          var order = login.bindOrder(urlOf(location));
          order.fetch();
          var certificate = order.getCertificate();
          certificate.download();
          return new Chains(ca.issuers(), preferredChain).choose(certificate);
        });
  }

  @Override
  public Optional<RenewalInformation> renewalInformation(
      CertificateAuthority ca, X509Certificate leaf) {
    return ask(
        ca,
        login -> {
          if (login.getSession().resourceUrlOptional(Resource.RENEWAL_INFO).isEmpty()
              || AriCertId.of(leaf).isEmpty()) {
            return Optional.empty();
          }
          var information = login.bindRenewalInfo(leaf);
          var retryAfter = information.fetch();
          return Optional.of(windowOf(information, retryAfter));
        });
  }

  /// RFC 9773 §4.2: "A RenewalInfo object in which the end timestamp equals or precedes the start
  /// timestamp is invalid."
  private static RenewalInformation windowOf(RenewalInfo information, Optional<Instant> retryAfter)
      throws AcmeProtocolException {
    var start = information.getSuggestedWindowStart();
    var end = information.getSuggestedWindowEnd();
    if (!end.isAfter(start)) {
      throw new AcmeProtocolException("a window from " + start + " to " + end);
    }
    return new RenewalInformation(
        start,
        end,
        information.getExplanation().map(url -> URI.create(url.toString())),
        retryAfter);
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
            if (!Problems.isOneOf(refusal, "alreadyRevoked")) {
              throw refusal;
            }
          }
          return leaf;
        });
  }

  @Override
  public void revokeByKey(
      CertificateAuthority ca, X509Certificate leaf, RevocationReason reason, KeyReference key) {
    ask(
        () ->
            logins.askWithoutAccount(
                ca,
                session -> {
                  var url = session.resourceUrl(Resource.REVOKE_CERT);
                  try (var connection = HeedfulConnection.of(session)) {
                    connection.post(
                        session,
                        url,
                        nonce ->
                            keys.revocationBy(
                                key, URI.create(url.toString()), nonce, leaf, reason));
                  } catch (AcmeException refusal) {
                    if (!Problems.isOneOf(refusal, "alreadyRevoked")) {
                      throw refusal;
                    }
                  }
                }),
        ca);
  }

  @Override
  public Optional<URI> termsOfService(CertificateAuthority ca) {
    return ask(ca, login -> login.getSession().getMetadata().getTermsOfService());
  }

  @Override
  public void agreeToTerms(CertificateAuthority ca) {
    ask(
        ca,
        login -> {
          var agreement = new JSONBuilder();
          agreement.put("termsOfServiceAgreed", true);
          try (var connection = login.getSession().connect()) {
            connection.sendSignedRequest(login.getAccountLocation(), agreement, login);
          }
          return ca;
        });
  }

  @Override
  public void changeAccountKey(CertificateAuthority ca) {
    ask(() -> logins.changeKey(ca), ca);
  }

  @Override
  public void deactivateAccount(CertificateAuthority ca) {
    ask(() -> logins.deactivate(ca), ca);
  }

  private interface Request {
    void send() throws AcmeException;
  }

  private static void ask(Request request, CertificateAuthority ca) {
    try {
      request.send();
    } catch (AcmeException failure) {
      throw Problems.failure(ca, failure);
    } catch (RuntimeException failure) {
      throw Problems.isOfAcme4j(failure) ? Problems.failure(ca, failure) : failure;
    }
  }

  private <T> T ask(
      CertificateAuthority ca, Pauses.Subject subject, AcmeLogins.Question<T> question) {
    pauses.requireOpen(ca, subject);
    return ask(
        ca,
        login -> {
          try {
            return question.ask(login);
          } catch (AcmeRateLimitedException limited) {
            pauses.limit(ca, subject, limited.getRetryAfter());
            throw limited;
          }
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
      org.shredzone.acme4j.Authorization authorization, String type, Optional<Instant> retryAfter) {
    var challenge = authorization.<org.shredzone.acme4j.challenge.Challenge>findChallenge(type);
    return new Authorization(
        identifierOf(authorization.getIdentifier()),
        statusOf(authorization),
        challenge.map(Acme4jAuthority::challengeOf),
        authorization.getChallenges().stream().map(each -> each.getType()).toList(),
        authorization.getChallenges().stream()
            .flatMap(each -> each.getError().stream())
            .findFirst()
            .map((Problem problem) -> Problems.quote(problem)),
        retryAfter);
  }

  /// @throws AcmeProtocolException if it is none, or of another type than it says
  private static Identifier identifierOf(org.shredzone.acme4j.Identifier identifier)
      throws AcmeProtocolException {
    try {
      return switch (identifier.getType()) {
        case org.shredzone.acme4j.Identifier.TYPE_DNS -> new DnsName(identifier.getValue());
        case org.shredzone.acme4j.Identifier.TYPE_IP -> IpAddress.parse(identifier.getValue());
        default ->
            throw new AcmeProtocolException("an identifier of the type " + identifier.getType());
      };
    } catch (IllegalArgumentException malformed) {
      throw new AcmeProtocolException("an authorization for what is no identifier", malformed);
    }
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

  private static URL urlOf(URI uri) {
    try {
      return uri.toURL();
    } catch (MalformedURLException impossible) {
      throw new IllegalStateException("it was a URL when the CA gave it", impossible);
    }
  }
}
