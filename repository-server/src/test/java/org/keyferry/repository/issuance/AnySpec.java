package org.keyferry.repository.issuance;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.AriCertId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.repository.certificate.ChallengeType;
import org.keyferry.repository.certificate.Policy;
import org.keyferry.repository.certificate.Validity;

/// Orders of which only the CA and the names matter.
final class AnySpec {

  static final CertificateId CERTIFICATE =
      new CertificateId(UUID.fromString("0193a5c0-0000-7000-8000-000000000001"));

  private AnySpec() {}

  static CertificateSpec of(String ca, String... names) {
    return of(ca, Optional.empty(), names);
  }

  static CertificateSpec of(String ca, Optional<AriCertId> replaces, String... names) {
    return new CertificateSpec(
        CERTIFICATE,
        new Version(1, 1),
        Stream.of(names).map(Identifier::of).collect(Collectors.toCollection(TreeSet::new)),
        issuer(ca),
        KeyType.EC_P256,
        ChallengeType.HTTP_01,
        Validity.any(),
        Optional.empty(),
        Set.of(),
        replaces);
  }

  static CertificateSpec rehearsal(CertificateSpec spec) {
    return new CertificateSpec(
        spec.certificate(),
        spec.version(),
        spec.identifiers(),
        spec.issuer(),
        spec.keyType(),
        spec.challenge(),
        spec.validity(),
        spec.preferredChain(),
        spec.mustNot(),
        spec.replaces(),
        Aim.REHEARSE);
  }

  static Policy.Issuer issuer(String ca) {
    return new Policy.Issuer(new DisplayName(ca), Optional.empty());
  }

  static Order.Keyed keyed(CertificateSpec spec) {
    return new Order.Planned(
            new OrderId(UUID.fromString("0193a5c0-0000-7000-8000-00000000abcd")), spec)
        .withKey(OneKey.REFERENCE);
  }
}
