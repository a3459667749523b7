package org.keyferry.testkit.acme;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.IpAddress;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.FixtureCa;

/// Root and intermediate that sign what the test CA issues: no common name, the names alone.
final class Issuer {

  private static final Duration LEEWAY = Duration.ofMinutes(1);
  private static final int SERIAL_BITS = 120;
  private static final Duration CA_LIFE = Duration.ofDays(3650);
  private static final X500Name ROOT = new X500Name("CN=Test CA Root");
  private static final X500Name INTERMEDIATE = new X500Name("CN=Test CA Intermediate");

  private final KeyPair rootKeys = FixtureCa.keyPair(KeyType.EC_P256);
  private final KeyPair keys = FixtureCa.keyPair(KeyType.EC_P256);
  private final X509Certificate root;
  private final X509Certificate intermediate;
  private final SecureRandom random = new SecureRandom();

  Issuer(Instant now) {
    root = authority(ROOT, rootKeys.getPublic(), now);
    intermediate = authority(INTERMEDIATE, keys.getPublic(), now);
  }

  X509Certificate root() {
    return root;
  }

  X509Certificate intermediate() {
    return intermediate;
  }

  /// @param request PKCS#10, DER
  /// @param names that the request has to have, all of them and no others
  X509Certificate issue(byte[] request, Collection<String> names, Instant now, Duration life) {
    var parsed = parse(request);
    if (!namesOf(parsed).equals(new TreeSet<>(names))) {
      throw badRequest("the names are " + namesOf(parsed) + ", not those of the order " + names);
    }
    var serial = new BigInteger(SERIAL_BITS, random).setBit(SERIAL_BITS);
    var alternatives =
        names.stream()
            .sorted()
            .map(each -> generalName(Identifier.of(each)))
            .toArray(GeneralName[]::new);
    try {
      var key = parsed.getPublicKey();
      var from = now.minus(LEEWAY);
      var builder =
          new JcaX509v3CertificateBuilder(
              INTERMEDIATE,
              serial,
              Date.from(from),
              Date.from(from.plus(life)),
              new X500Name(""),
              key);
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
          .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
          .addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
          .addExtension(Extension.subjectAlternativeName, true, new GeneralNames(alternatives))
          .addExtension(Extension.authorityKeyIdentifier, false, authorityKeyId());
      return sign(builder, keys);
    } catch (GeneralSecurityException | IOException failure) {
      throw new IllegalStateException("a certificate of the test CA", failure);
    }
  }

  /// RFC 9773 §4.1.
  static String certificateId(X509Certificate leaf) {
    try {
      var authority =
          AuthorityKeyIdentifier.fromExtensions(new JcaX509CertificateHolder(leaf).getExtensions());
      var encoder = Base64.getUrlEncoder().withoutPadding();
      return encoder.encodeToString(authority.getKeyIdentifierOctets())
          + "."
          + encoder.encodeToString(leaf.getSerialNumber().toByteArray());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("it was encoded before", impossible);
    }
  }

  private AuthorityKeyIdentifier authorityKeyId() throws GeneralSecurityException {
    return new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(keys.getPublic());
  }

  private static JcaPKCS10CertificationRequest parse(byte[] der) {
    try {
      var request = new JcaPKCS10CertificationRequest(der);
      var verifier = new JcaContentVerifierProviderBuilder().build(request.getPublicKey());
      if (!request.isSignatureValid(verifier)) {
        throw badRequest("it is not signed by its own key");
      }
      return request;
    } catch (IOException
        | OperatorCreationException
        | PKCSException
        | GeneralSecurityException failure) {
      throw badRequest(String.valueOf(failure.getMessage()));
    }
  }

  private static Set<String> namesOf(JcaPKCS10CertificationRequest request) {
    var names = new TreeSet<String>();
    Extensions extensions = request.getRequestedExtensions();
    if (extensions != null) {
      var alternatives = GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
      Arrays.stream(alternatives.getNames()).map(Issuer::text).forEach(names::add);
    }
    return names;
  }

  private static GeneralName generalName(Identifier identifier) {
    return switch (identifier) {
      case DnsName name -> new GeneralName(GeneralName.dNSName, name.value());
      case IpAddress address -> // RFC 8738 §3
          new GeneralName(GeneralName.iPAddress, new DEROctetString(address.octets().toArray()));
    };
  }

  private static String text(GeneralName name) {
    return name.getTagNo() == GeneralName.iPAddress
        ? IpAddress.of(Bytes.of(ASN1OctetString.getInstance(name.getName()).getOctets())).value()
        : name.getName().toString();
  }

  private static Refusal badRequest(String detail) {
    return Refusal.of(400, "badCSR", detail);
  }

  private X509Certificate authority(X500Name subject, PublicKey key, Instant now) {
    try {
      var builder =
          new JcaX509v3CertificateBuilder(
              ROOT,
              BigInteger.valueOf(subject.equals(ROOT) ? 1 : 2),
              Date.from(now.minus(LEEWAY)),
              Date.from(now.plus(CA_LIFE)),
              subject,
              key);
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(true))
          .addExtension(
              Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
          .addExtension(
              Extension.subjectKeyIdentifier,
              false,
              new JcaX509ExtensionUtils().createSubjectKeyIdentifier(key));
      return sign(builder, rootKeys);
    } catch (GeneralSecurityException | IOException failure) {
      throw new IllegalStateException("a certificate of the test CA", failure);
    }
  }

  private static X509Certificate sign(X509v3CertificateBuilder builder, KeyPair issuer)
      throws GeneralSecurityException {
    try {
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (OperatorCreationException impossible) {
      throw new IllegalStateException("every JDK has ECDSA", impossible);
    }
  }

  List<X509Certificate> chainOf(X509Certificate leaf) {
    return List.of(leaf, intermediate);
  }
}
