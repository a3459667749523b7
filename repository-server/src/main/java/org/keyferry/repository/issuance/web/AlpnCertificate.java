package org.keyferry.repository.issuance.web;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.IpAddress;
import org.keyferry.protocol.pki.Thumbprint;

/// The self-signed certificate of tls-alpn-01 (RFC 8737 §3): it has the name or the address, and
/// the digest of the key authorization in a critical extension.
///
/// Its key is made here and thrown away. It protects nothing: nobody trusts the certificate, no
/// data go over the connection, and the digest in it is no secret. So it is the one private key of
/// this server that is not in the HSM.
record AlpnCertificate(PrivateKey privateKey, X509Certificate certificate) {

  /// id-pe-acmeIdentifier, RFC 8737 §6.1.
  private static final ASN1ObjectIdentifier ACME_IDENTIFIER =
      new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.31");

  private static final Duration AGE = Duration.ofDays(1); // for clocks that are behind
  private static final Duration LIFE = Duration.ofDays(7);

  /// @param digest of the key authorization
  static AlpnCertificate of(Identifier identifier, Thumbprint digest, Instant now) {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      var keys = generator.generateKeyPair();
      var nobody = new X500Name("CN=acme-tls/1");
      var builder =
          new JcaX509v3CertificateBuilder(
                  nobody,
                  BigInteger.valueOf(now.toEpochMilli()),
                  Date.from(now.minus(AGE)),
                  Date.from(now.plus(LIFE)),
                  nobody,
                  keys.getPublic())
              .addExtension(Extension.subjectAlternativeName, false, namesOf(identifier))
              .addExtension(ACME_IDENTIFIER, true, new DEROctetString(digest.digest().toArray()));
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
      return new AlpnCertificate(
          keys.getPrivate(),
          new JcaX509CertificateConverter().getCertificate(builder.build(signer)));
    } catch (GeneralSecurityException | OperatorCreationException | CertIOException impossible) {
      throw new IllegalStateException("every JDK makes EC keys", impossible);
    }
  }

  /// The digest in a certificate; empty if it has none, or it is not critical.
  static Optional<Thumbprint> digestIn(X509Certificate certificate) {
    var critical = certificate.getCriticalExtensionOIDs();
    var value = certificate.getExtensionValue(ACME_IDENTIFIER.getId());
    if (value == null || critical == null || !critical.contains(ACME_IDENTIFIER.getId())) {
      return Optional.empty();
    }
    try {
      var octets =
          ASN1OctetString.getInstance(ASN1OctetString.getInstance(value).getOctets()).getOctets();
      return Optional.of(new Thumbprint(Bytes.of(octets).toBase64Url()));
    } catch (IllegalArgumentException | IllegalStateException malformed) { // as BC has it
      return Optional.empty();
    }
  }

  /// RFC 8738 §6: of an address, iPAddress.
  private static GeneralNames namesOf(Identifier identifier) {
    return new GeneralNames(
        switch (identifier) {
          case DnsName name -> new GeneralName(GeneralName.dNSName, name.value());
          case IpAddress address ->
              new GeneralName(
                  GeneralName.iPAddress, new DEROctetString(address.octets().toArray()));
        });
  }

  /// Whether a certificate is for this identifier alone, and for no other.
  static boolean isFor(Identifier identifier, X509Certificate certificate) {
    var value = certificate.getExtensionValue(Extension.subjectAlternativeName.getId());
    if (value == null) {
      return false;
    }
    try {
      return GeneralNames.getInstance(ASN1OctetString.getInstance(value).getOctets())
          .equals(namesOf(identifier));
    } catch (IllegalArgumentException | IllegalStateException malformed) { // as BC has it
      return false;
    }
  }
}
