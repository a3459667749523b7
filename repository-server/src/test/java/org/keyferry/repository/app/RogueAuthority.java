package org.keyferry.repository.app;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// Somebody who issues certificates that the repository must not take.
final class RogueAuthority {

  private final X500Principal name;
  private final KeyPair key;
  private final List<X509Certificate> chain;
  private final Instant now;

  private RogueAuthority(
      X500Principal name, KeyPair key, List<X509Certificate> chain, Instant now) {
    this.name = name;
    this.key = key;
    this.chain = List.copyOf(chain);
    this.now = now;
  }

  /// A CA of its own under a name that another has.
  static RogueAuthority called(X500Principal name, Instant now) {
    var key = TestKeys.ecP256();
    var rogue = new RogueAuthority(name, key, List.of(), now);
    return new RogueAuthority(name, key, List.of(rogue.sign(name, key, true)), now);
  }

  /// Somebody with an end entity certificate who plays CA.
  static RogueAuthority whoIs(TestIdentity identity, KeyPair key, Instant now) {
    return new RogueAuthority(
        identity.certificate().getSubjectX500Principal(), key, identity.chain(), now);
  }

  TestIdentity issue(String commonName) {
    var pair = TestKeys.ecP256();
    var issued = new ArrayList<X509Certificate>();
    issued.add(sign(new X500Principal("CN=" + commonName), pair, false));
    issued.addAll(chain);
    return new TestIdentity(pair.getPrivate(), issued);
  }

  private X509Certificate sign(X500Principal subject, KeyPair pair, boolean authority) {
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              name,
              BigInteger.valueOf(now.toEpochMilli()),
              Date.from(now.minus(Duration.ofHours(1))),
              Date.from(now.plus(Duration.ofDays(1))),
              subject,
              pair.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
      if (!authority) {
        builder.addExtension(
            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth));
      }
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (IOException | GeneralSecurityException | OperatorCreationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
