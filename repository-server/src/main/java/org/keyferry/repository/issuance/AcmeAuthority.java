package org.keyferry.repository.issuance;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.custody.KeyReference;

/// What the repository asks of a CA (RFC 8555). Each call is one question; none waits for the CA to
/// do something. All throw [AcmeFailure].
public interface AcmeAuthority {

  /// Places an order (§7.4); makes the repository's account at the CA if there is none.
  Placement place(CertificateAuthority ca, CertificateSpec spec, Instant now);

  /// Asks for the order object (§7.1.3).
  Look look(CertificateAuthority ca, URI order);

  /// Asks for the authorizations of an order (§7.5).
  List<Authorization> authorizations(CertificateAuthority ca, URI order, String challengeType);

  /// Says that a challenge is ready to be validated (§7.5.1).
  void announce(CertificateAuthority ca, URI challenge);

  /// Hands the request in (§7.4).
  ///
  /// @param request PKCS#10, DER
  /// @return when the CA wants to be asked what came of it, if it said so
  Optional<Instant> finalizeOrder(CertificateAuthority ca, URI order, Bytes request);

  /// Downloads what was issued (§7.4.2); of several chains, one that ends below an issuer of the
  /// CA.
  ///
  /// @param preferredChain common name of the topmost issuer of the chain to take, if there is one
  CertificateChain collect(CertificateAuthority ca, URI order, Optional<String> preferredChain);

  /// Asks when the CA wants a certificate renewed (RFC 9773 §4).
  ///
  /// @return empty if the CA has no such information, or none of this certificate
  Optional<RenewalInformation> renewalInformation(CertificateAuthority ca, X509Certificate leaf);

  /// Revokes a certificate, by the repository's account (§7.6). Done before is done.
  void revoke(CertificateAuthority ca, X509Certificate leaf, RevocationReason reason);

  /// Revokes a certificate by its own key (§7.6); neither needs nor makes an account. Done before
  /// is done.
  ///
  /// @param key of the certificate
  void revokeByKey(
      CertificateAuthority ca, X509Certificate leaf, RevocationReason reason, KeyReference key);

  /// URL of the terms of service that the CA has now (§7.1.1), if it has any.
  Optional<URI> termsOfService(CertificateAuthority ca);

  /// Agrees to the terms that the CA has now (§7.3.3).
  void agreeToTerms(CertificateAuthority ca);

  /// Gives the account a new key (§7.3.5). If the answer is lost, either key may be in force; who
  /// asks next finds out.
  void changeAccountKey(CertificateAuthority ca);

  /// Deactivates the account (§7.3.6). The next order gets another one, with another key.
  void deactivateAccount(CertificateAuthority ca);

  /// The suggested window (RFC 9773 §4.2).
  ///
  /// @param explanation page that says why the window is where it is
  /// @param retryAfter when the CA wants to be asked again, if it said so
  record RenewalInformation(
      Instant start, Instant end, Optional<URI> explanation, Optional<Instant> retryAfter) {}

  /// @param order URL of the order
  /// @param expires when the CA forgets it, if it said so
  /// @param notAfter that the CA let itself be asked for
  /// @param profile that the CA let itself be asked for
  record Placement(
      URI order, Optional<Instant> expires, Optional<Instant> notAfter, Optional<String> profile) {}

  /// @param status of the order
  /// @param retryAfter when the CA wants to be asked again, if it said so
  /// @param error in words, if the CA gave one
  record Look(Status status, Optional<Instant> retryAfter, Optional<String> error) {}

  /// @param name that the CA validates, without `*.`
  /// @param status of the authorization
  /// @param challenge of the type asked for
  /// @param offered types of all challenges
  /// @param error in words, if the CA gave one
  /// @param retryAfter when the CA wants to be asked again, if it said so
  record Authorization(
      Identifier name,
      Status status,
      Optional<Challenge> challenge,
      List<String> offered,
      Optional<String> error,
      Optional<Instant> retryAfter) {

    public Authorization {
      offered = List.copyOf(offered);
    }
  }

  /// @param url of the challenge
  /// @param token of the challenge; empty if its type has none
  /// @param keyAuthorization §8.1; empty if there is no token
  /// @param isAnnounced whether the CA has begun to validate it, as far as it says so
  /// @param issuers domain names by which the CA recognizes itself in records of dns-persist-01
  record Challenge(
      URI url, String token, String keyAuthorization, boolean isAnnounced, List<String> issuers) {

    public Challenge {
      issuers = List.copyOf(issuers);
    }

    /// A challenge with a token.
    public Challenge(URI url, String token, String keyAuthorization, boolean isAnnounced) {
      this(url, token, keyAuthorization, isAnnounced, List.of());
    }
  }

  /// Of orders and authorizations (§7.1.6), as far as the repository tells them apart.
  enum Status {
    PENDING,
    READY,
    PROCESSING,
    VALID,
    INVALID
  }
}
