package org.keyferry.repository.issuance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Provider;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.X509ObjectIdentifiers;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v1CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A certificate in the making, good until a test spoils it.
final class CertificateDraft {

  /// RFC 7633.
  static final ASN1ObjectIdentifier TLS_FEATURE = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24");

  private static final Provider PROVIDER = new BouncyCastleProvider(); // it knows PSS by its names

  private X500Name subject;
  private final X500Name issuer;
  private final PublicKey key;
  private final KeyPair issuerKeys;
  private BigInteger serial = new BigInteger("4d2a00000000000000000001", 16);
  private Instant notBefore;
  private Instant notAfter;
  private String algorithm = "SHA256withECDSA";
  private boolean isVersion1;
  private final List<GeneralName> names = new ArrayList<>();
  private Optional<BasicConstraints> constraints = Optional.of(new BasicConstraints(false));
  private Optional<KeyUsage> usage = Optional.of(new KeyUsage(KeyUsage.digitalSignature));
  private List<KeyPurposeId> purposes = List.of(KeyPurposeId.id_kp_serverAuth);
  private final List<Extension> more = new ArrayList<>();

  private CertificateDraft(
      String subject, String issuer, PublicKey key, KeyPair issuerKeys, Instant now) {
    this.subject = new X500Name(subject);
    this.issuer = new X500Name(issuer);
    this.key = key;
    this.issuerKeys = issuerKeys;
    this.notBefore = now.minus(Duration.ofHours(1));
    this.notAfter = now.plus(Duration.ofDays(90));
  }

  static CertificateDraft leaf(
      String issuer, PublicKey key, KeyPair issuerKeys, Instant now, String... names) {
    var draft = new CertificateDraft("CN=" + names[0], issuer, key, issuerKeys, now);
    for (var each : names) {
      draft.name(GeneralName.dNSName, each);
    }
    return draft;
  }

  static CertificateDraft authority(
      String subject, String issuer, PublicKey key, KeyPair issuerKeys, Instant now) {
    return new CertificateDraft(subject, issuer, key, issuerKeys, now)
        .constraints(new BasicConstraints(true))
        .usage(KeyUsage.keyCertSign | KeyUsage.cRLSign)
        .purposes()
        .lives(Duration.ofDays(-1), Duration.ofDays(3650), now);
  }

  CertificateDraft subject(String name) {
    subject = new X500Name(name);
    return this;
  }

  CertificateDraft serial(BigInteger number) {
    serial = number;
    return this;
  }

  CertificateDraft name(int type, String value) {
    names.add(new GeneralName(type, value));
    return this;
  }

  /// @param hex of the octets of a name that may be none
  CertificateDraft octets(int type, String hex) {
    names.add(new GeneralName(type, new DEROctetString(HexFormat.of().parseHex(hex))));
    return this;
  }

  CertificateDraft noNames() {
    names.clear();
    return this;
  }

  CertificateDraft lives(Duration from, Duration to, Instant now) {
    notBefore = now.plus(from);
    notAfter = now.plus(to);
    return this;
  }

  CertificateDraft signedBy(String signatureAlgorithm) {
    algorithm = signatureAlgorithm;
    return this;
  }

  CertificateDraft version1() {
    isVersion1 = true;
    return this;
  }

  CertificateDraft constraints(BasicConstraints basic) {
    constraints = Optional.of(basic);
    return this;
  }

  CertificateDraft noConstraints() {
    constraints = Optional.empty();
    return this;
  }

  CertificateDraft usage(int bits) {
    usage = Optional.of(new KeyUsage(bits));
    return this;
  }

  CertificateDraft noUsage() {
    usage = Optional.empty();
    return this;
  }

  CertificateDraft purposes(KeyPurposeId... each) {
    purposes = List.of(each);
    return this;
  }

  /// @param hex of the value of an extension, which may be none
  CertificateDraft raw(ASN1ObjectIdentifier oid, String hex) {
    more.add(new Extension(oid, false, HexFormat.of().parseHex(hex)));
    return this;
  }

  CertificateDraft critical(String oid) {
    more.add(extension(new ASN1ObjectIdentifier(oid), true, DERNull.INSTANCE));
    return this;
  }

  /// TLS feature `status_request` (RFC 7633).
  CertificateDraft mustBeStapled() {
    more.add(extension(TLS_FEATURE, false, new DERSequence(new ASN1Integer(5))));
    return this;
  }

  CertificateDraft responder(String url) {
    var location = new GeneralName(GeneralName.uniformResourceIdentifier, url);
    var access = new AuthorityInformationAccess(X509ObjectIdentifiers.ocspAccessMethod, location);
    more.add(extension(Extension.authorityInfoAccess, false, access));
    return this;
  }

  CertificateDraft onlyFor(String domain) {
    var permitted = new GeneralSubtree(new GeneralName(GeneralName.dNSName, domain));
    var constraint = new NameConstraints(new GeneralSubtree[] {permitted}, null);
    more.add(extension(Extension.nameConstraints, true, constraint));
    return this;
  }

  X509Certificate sign() {
    try {
      var signer =
          new JcaContentSignerBuilder(algorithm)
              .setProvider(PROVIDER)
              .build(issuerKeys.getPrivate());
      var holder = isVersion1 ? version1Builder().build(signer) : version3Builder().build(signer);
      return new JcaX509CertificateConverter().getCertificate(holder);
    } catch (OperatorCreationException | GeneralSecurityException | CertIOException failure) {
      throw new IllegalStateException("a certificate of a test", failure);
    }
  }

  private JcaX509v1CertificateBuilder version1Builder() {
    return new JcaX509v1CertificateBuilder(
        issuer, serial, Date.from(notBefore), Date.from(notAfter), subject, key);
  }

  private JcaX509v3CertificateBuilder version3Builder() throws CertIOException {
    var builder =
        new JcaX509v3CertificateBuilder(
            issuer, serial, Date.from(notBefore), Date.from(notAfter), subject, key);
    if (constraints.isPresent()) {
      builder.addExtension(Extension.basicConstraints, true, constraints.get());
    }
    if (usage.isPresent()) {
      builder.addExtension(Extension.keyUsage, true, usage.get());
    }
    if (!purposes.isEmpty()) {
      builder.addExtension(
          Extension.extendedKeyUsage,
          false,
          new ExtendedKeyUsage(purposes.toArray(KeyPurposeId[]::new)));
    }
    if (!names.isEmpty()) {
      builder.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(names.toArray(GeneralName[]::new)));
    }
    for (var each : more) {
      builder.addExtension(each);
    }
    return builder;
  }

  private static Extension extension(
      ASN1ObjectIdentifier oid, boolean isCritical, ASN1Encodable value) {
    try {
      return Extension.create(oid, isCritical, value);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
