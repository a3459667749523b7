package org.keyferry.repository.issuance.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.testkit.FixtureCa;

class AlpnCertificateTest {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
  private static final Thumbprint DIGEST = Thumbprint.of("token.thumbprint");

  @ParameterizedTest
  @ValueSource(strings = {"www.example.org", "192.0.2.1", "2001:db8::1"})
  void itIsForOneIdentifierAlone(String identifier) {
    var certificate = of(identifier).certificate();

    assertThat(AlpnCertificate.isFor(Identifier.of(identifier), certificate)).isTrue();
    assertThat(AlpnCertificate.isFor(Identifier.of("other.example.org"), certificate)).isFalse();
    assertThat(AlpnCertificate.isFor(Identifier.of("192.0.2.2"), certificate)).isFalse();
    assertThat(AlpnCertificate.digestIn(certificate)).contains(DIGEST);
  }

  /// RFC 8738 §6: not the name by which it is asked for.
  @Test
  void anAddressIsAnAddressInIt() throws Exception {
    var names = of("192.0.2.1").certificate().getSubjectAlternativeNames();

    assertThat(names).singleElement().isEqualTo(List.of(7, "192.0.2.1"));
    assertThat(
            AlpnCertificate.isFor(
                new DnsName("1.2.0.192.in-addr.arpa"), of("192.0.2.1").certificate()))
        .isFalse();
  }

  /// Well-formed DER of another shape, from whatever answers on port 443.
  @Test
  void whatDoesNotParseIsForNobodyAndHasNoDigest() throws Exception {
    var names = with(Extension.subjectAlternativeName, "3004a2020500");
    var digest = with(new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.31"), "30020500");

    assertThat(AlpnCertificate.isFor(new DnsName("www.example.org"), names)).isFalse();
    assertThat(AlpnCertificate.digestIn(digest)).isEmpty();
  }

  private static X509Certificate with(ASN1ObjectIdentifier extension, String hex) throws Exception {
    var pair = FixtureCa.keyPair(KeyType.EC_P256);
    var nobody = new X500Name("CN=nobody");
    var builder =
        new JcaX509v3CertificateBuilder(
            nobody, BigInteger.ONE, Date.from(NOON), Date.from(NOON), nobody, pair.getPublic());
    var isCritical = !extension.equals(Extension.subjectAlternativeName);
    builder.addExtension(new Extension(extension, isCritical, HexFormat.of().parseHex(hex)));
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }

  private static AlpnCertificate of(String identifier) {
    return AlpnCertificate.of(Identifier.of(identifier), DIGEST, NOON);
  }
}
