package org.keyferry.repository.certificate.rest;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import org.keyferry.custody.Origin;
import org.keyferry.protocol.officer.VersionView;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.repository.certificate.CertificateDesk;
import org.keyferry.repository.certificate.CertificateVersion;
import org.keyferry.repository.certificate.CertificateVersions;

/// Versions as officers see them; for the edges of `issuance` too.
@ApplicationScoped
public class VersionViews {

  private final CertificateDesk desk;

  VersionViews(CertificateDesk desk) {
    this.desk = desk;
  }

  public VersionView of(CertificateVersion version) {
    var leaf = version.chain().leaf();
    var origin = desk.originOf(version);
    var revocation = desk.revocationOf(version);
    return new VersionView(
        version.version().toString(),
        SerialNumber.of(leaf).value(),
        leaf.getIssuerX500Principal().getName(),
        leaf.getNotBefore().toInstant(),
        leaf.getNotAfter().toInstant(),
        keyTypeOf(leaf.getPublicKey()).toString(),
        version.chain().toPem(),
        version.publishedAt(),
        switch (origin) {
          case Origin.Generated _ -> null;
          case Origin.Imported imported -> imported.by();
        },
        switch (origin) {
          case Origin.Generated _ -> null;
          case Origin.Imported imported -> imported.at();
        },
        revocation.map(CertificateVersions.Revocation::at).orElse(null),
        revocation.map(each -> each.reason().toString()).orElse(null));
  }

  private static KeyType keyTypeOf(PublicKey key) {
    var bits =
        switch (key) {
          case RSAPublicKey rsa -> rsa.getModulus().bitLength();
          case ECPublicKey ec -> ec.getParams().getCurve().getField().getFieldSize();
          default -> throw new IllegalStateException("published with a key of unknown type");
        };
    return Arrays.stream(KeyType.values())
        .filter(type -> type.algorithm().equals(key.getAlgorithm()) && type.bits() == bits)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("published with a key of unknown size"));
  }
}
