package org.keyferry.repository.custody;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.RuntimeOperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.keyferry.custody.CustodyFailure;
import org.keyferry.custody.TokenIdentity;

/// A CA of the repository's own (RFC 5280): one for servers, one for agents, one for officers. Its
/// key lives in the HSM, and it is the anchor of its own chain: what one issues is worth nothing
/// where another is trusted.
public final class IdentityAuthority {

  private static final String ALGORITHM = "SHA256withECDSA";
  private static final Duration OWN_VALIDITY = Duration.ofDays(20 * 365);
  private static final Duration CLOCK_SKEW = Duration.ofMinutes(5);
  private static final int SERIAL_BITS = 127; // RFC 5280 §4.1.2.2: positive, at most 20 octets

  private final TokenIdentity identity;
  private final InstantSource clock;
  private final SecureRandom random;

  IdentityAuthority(TokenIdentity identity, InstantSource clock, SecureRandom random) {
    this.identity = identity;
    this.clock = clock;
    this.random = random;
  }

  public X509Certificate certificate() {
    return identity.certificate();
  }

  /// Issues an end entity certificate, good from five minutes ago, for hosts whose clock is behind.
  ///
  /// @throws CustodyFailure.TokenUnavailable if the token does not sign
  public X509Certificate issue(IdentityProfile profile, PublicKey key) {
    var now = now();
    var builder =
        new JcaX509v3CertificateBuilder(
            certificate(),
            serialNumber(),
            Date.from(now.minus(CLOCK_SKEW)),
            Date.from(now.plus(profile.validity())),
            named(profile.commonName()),
            key);
    try {
      var identifiers = new JcaX509ExtensionUtils();
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(
          Extension.extendedKeyUsage, false, new ExtendedKeyUsage(profile.purpose()));
      builder.addExtension(
          Extension.authorityKeyIdentifier,
          false,
          identifiers.createAuthorityKeyIdentifier(certificate().getPublicKey()));
      if (!profile.alternativeNames().isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(profile.alternativeNames().toArray(GeneralName[]::new)));
      }
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException("a certificate could not be put together", impossible);
    }
    return signed(builder);
  }

  /// Whether this CA signed it. The name of the issuer proves nothing; nor is anything said here of
  /// time and purpose.
  public boolean issued(X509Certificate certificate) {
    try {
      certificate.verify(certificate().getPublicKey());
      return true;
    } catch (GeneralSecurityException foreign) {
      return false;
    }
  }

  /// To whom it was issued.
  ///
  /// @throws IllegalArgumentException if the subject is anything but one common name
  public static String commonName(X509Certificate certificate) {
    var names = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded()).getRDNs();
    if (names.length != 1
        || names[0].isMultiValued()
        || !names[0].getFirst().getType().equals(BCStyle.CN)) {
      throw new IllegalArgumentException("the subject is not one common name");
    }
    return IETFUtils.valueToString(names[0].getFirst().getValue());
  }

  /// The certificate with which a CA of this name begins, for the key it has on the token.
  X509Certificate selfIssued(String commonName) {
    var now = now();
    var name = named(commonName);
    var builder =
        new JcaX509v3CertificateBuilder(
            name,
            serialNumber(),
            Date.from(now.minus(CLOCK_SKEW)),
            Date.from(now.plus(OWN_VALIDITY)),
            name,
            identity.publicKey());
    try {
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
      builder.addExtension(
          Extension.subjectKeyIdentifier,
          false,
          new JcaX509ExtensionUtils().createSubjectKeyIdentifier(identity.publicKey()));
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException("a certificate could not be put together", impossible);
    }
    return signed(builder);
  }

  private X509Certificate signed(X509v3CertificateBuilder builder) {
    try {
      var signer = new JcaContentSignerBuilder(ALGORITHM).build(identity.privateKey());
      return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
    } catch (OperatorCreationException | RuntimeOperatorException | ProviderException refused) {
      throw new CustodyFailure.TokenUnavailable(
          "The token did not sign a certificate with '" + identity.label() + "'", refused);
    } catch (CertificateException impossible) {
      throw new IllegalStateException("a certificate could not be read back", impossible);
    }
  }

  private BigInteger serialNumber() {
    return new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS);
  }

  private static X500Principal named(String commonName) {
    try {
      return new X500Principal(
          new X500NameBuilder(BCStyle.INSTANCE)
              .addRDN(BCStyle.CN, commonName)
              .build()
              .getEncoded());
    } catch (IOException impossible) {
      throw new IllegalStateException("a name could not be encoded", impossible);
    }
  }
}
