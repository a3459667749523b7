package org.keyferry.repository.issuance;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.AriCertId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.repository.certificate.ChallengeType;
import org.keyferry.repository.certificate.Policy;
import org.keyferry.repository.certificate.Trait;
import org.keyferry.repository.certificate.Validity;

/// What an order is for, fixed when it is planned.
///
/// @param certificate that gets a new version
/// @param version the number that was allotted
/// @param identifiers the names, all of them and no others
/// @param issuer the CA of this order, and its profile
/// @param keyType of the key pair to be made
/// @param challenge how control over the names is shown
/// @param validity what is wanted of the life of the certificate
/// @param preferredChain common name of the topmost issuer of the chain to take
/// @param mustNot what the certificate must not have
/// @param replaces the certificate that this one is to replace (RFC 9773 §5), of the same CA
/// @param aim what the order is to lead to
public record CertificateSpec(
    CertificateId certificate,
    Version version,
    SortedSet<Identifier> identifiers,
    Policy.Issuer issuer,
    KeyType keyType,
    ChallengeType challenge,
    Validity validity,
    Optional<String> preferredChain,
    Set<Trait> mustNot,
    Optional<AriCertId> replaces,
    Aim aim) {

  public CertificateSpec {
    identifiers = Collections.unmodifiableSortedSet(new TreeSet<>(identifiers));
    mustNot = Set.copyOf(mustNot);
  }

  /// For a new version.
  public CertificateSpec(
      CertificateId certificate,
      Version version,
      SortedSet<Identifier> identifiers,
      Policy.Issuer issuer,
      KeyType keyType,
      ChallengeType challenge,
      Validity validity,
      Optional<String> preferredChain,
      Set<Trait> mustNot,
      Optional<AriCertId> replaces) {
    this(
        certificate,
        version,
        identifiers,
        issuer,
        keyType,
        challenge,
        validity,
        preferredChain,
        mustNot,
        replaces,
        Aim.PUBLISH);
  }

  /// The same from another CA, which knows nothing of what is replaced.
  public CertificateSpec at(Policy.Issuer other) {
    return new CertificateSpec(
        certificate,
        version,
        identifiers,
        other,
        keyType,
        challenge,
        validity,
        preferredChain,
        mustNot,
        Optional.empty(),
        aim);
  }

  /// Name of the CA.
  public DisplayName ca() {
    return issuer.ca();
  }
}
