package org.keyferry.testkit;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.IPAddress;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.KeyType;

/// A throw-away CA (root, and an intermediate that issues), as a public CA is built.
///
/// Certificates are valid from one hour before `now` on: for 90 days, or as long as a test says.
public final class FixtureCa {

  private static final Duration LEEWAY = Duration.ofHours(1);
  private static final Duration LEAF_VALIDITY = Duration.ofDays(90);
  private static final Duration CA_VALIDITY = Duration.ofDays(3650);

  private final SecureRandom random = new SecureRandom();
  private final Instant now;
  private final KeyPair rootKey = keyPair(KeyType.EC_P256);
  private final KeyPair issuingKey = keyPair(KeyType.EC_P256);
  private final X509Certificate root;
  private final X509Certificate issuing;

  private FixtureCa(Instant now) {
    this.now = now;
    var rootName = new X500Name("CN=Fixture Root");
    var issuingName = new X500Name("CN=Fixture Intermediate");
    root = authority(rootName, rootName, rootKey.getPublic());
    issuing = authority(rootName, issuingName, issuingKey.getPublic());
  }

  public static FixtureCa at(Instant now) {
    return new FixtureCa(now);
  }

  public X509Certificate root() {
    return root;
  }

  public PrivateKey rootKey() {
    return rootKey.getPrivate();
  }

  /// A new key pair, in the memory of the test.
  public static KeyPair keyPair(KeyType type) {
    try {
      var generator = KeyPairGenerator.getInstance(type.algorithm());
      generator.initialize(
          switch (type) {
            case EC_P256 -> new ECGenParameterSpec("secp256r1");
            case EC_P384 -> new ECGenParameterSpec("secp384r1");
            case RSA_2048, RSA_3072, RSA_4096 ->
                new RSAKeyGenParameterSpec(type.bits(), RSAKeyGenParameterSpec.F4);
          });
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK makes these keys", impossible);
    }
  }

  /// A server certificate for `key`, with the intermediate behind it.
  ///
  /// @param names subject alternative names, DNS names and IP addresses, the first of them also the
  ///   common name
  public CertificateChain issue(PublicKey key, String... names) {
    return issue(key, LEAF_VALIDITY, names);
  }

  /// @param validity from `now` on; may be negative
  public CertificateChain issue(PublicKey key, Duration validity, String... names) {
    var notAfter = now.plus(validity);
    var notBefore = notAfter.isAfter(now) ? now.minus(LEEWAY) : notAfter.minus(LEEWAY);
    var builder =
        builder(
            new X500Name("CN=Fixture Intermediate"),
            new X500Name("CN=" + names[0]),
            key,
            notBefore,
            notAfter);
    var alternatives = Arrays.stream(names).map(FixtureCa::nameOf).toArray(GeneralName[]::new);
    return new CertificateChain(
        List.of(leaf(builder, key, new GeneralNames(alternatives)), issuing));
  }

  private static GeneralName nameOf(String text) {
    return new GeneralName(
        IPAddress.isValid(text) ? GeneralName.iPAddress : GeneralName.dNSName, text);
  }

  private X509Certificate leaf(
      X509v3CertificateBuilder builder, PublicKey key, GeneralNames alternatives) {
    try {
      var usage = new KeyUsage(KeyUsage.digitalSignature);
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
          .addExtension(Extension.keyUsage, true, usage)
          .addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
          .addExtension(Extension.subjectAlternativeName, false, alternatives)
          .addExtension(
              Extension.subjectKeyIdentifier,
              false,
              new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key))
          .addExtension(
              Extension.authorityKeyIdentifier,
              false,
              new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(issuingKey.getPublic()));
      return sign(builder, issuingKey);
    } catch (IOException | GeneralSecurityException impossible) {
      throw new IllegalStateException("a fixture certificate", impossible);
    }
  }

  private X509Certificate authority(X500Name issuer, X500Name subject, PublicKey key) {
    try {
      var builder = builder(issuer, subject, key, now.minus(LEEWAY), now.plus(CA_VALIDITY));
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
          .addExtension(
              Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
          .addExtension(
              Extension.subjectKeyIdentifier,
              false,
              new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key))
          .addExtension(
              Extension.authorityKeyIdentifier,
              false,
              new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(rootKey.getPublic()));
      return sign(builder, rootKey);
    } catch (IOException | GeneralSecurityException impossible) {
      throw new IllegalStateException("a fixture certificate", impossible);
    }
  }

  private X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, PublicKey key, Instant notBefore, Instant notAfter) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        new BigInteger(120, random).setBit(120),
        Date.from(notBefore),
        Date.from(notAfter),
        subject,
        key);
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair issuer)
      throws IOException, GeneralSecurityException {
    try {
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate());
      var encoded = builder.build(signer).getEncoded();
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(encoded));
    } catch (OperatorCreationException impossible) {
      throw new IllegalStateException("a fixture certificate", impossible);
    }
  }
}
