package org.keyferry.protocol.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Names of certificates where renewal is spoken of (RFC 9773 §4.1).
class AriCertIdTest {

  /// RFC 9773, Appendix A. Its serial number begins with an octet of zero in DER.
  private static final String OF_THE_RFC =
      """
      -----BEGIN CERTIFICATE-----
      MIIBQzCB66ADAgECAgUAh2VDITAKBggqhkjOPQQDAjAVMRMwEQYDVQQDEwpFeGFt
      cGxlIENBMCIYDzAwMDEwMTAxMDAwMDAwWhgPMDAwMTAxMDEwMDAwMDBaMBYxFDAS
      BgNVBAMTC2V4YW1wbGUuY29tMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEeBZu
      7cbpAYNXZLbbh8rNIzuOoqOOtmxA1v7cRm//AwyMwWxyHz4zfwmBhcSrf47NUAFf
      qzLQ2PPQxdTXREYEnKMjMCEwHwYDVR0jBBgwFoAUaYhba4dGQEHhs3uEe6CuLN4B
      yNQwCgYIKoZIzj0EAwIDRwAwRAIge09+S5TZAlw5tgtiVvuERV6cT4mfutXIlwTb
      +FYN/8oCIClDsqBklhB9KAelFiYt9+6FDj3z4KGVelYM5MdsO3pK
      -----END CERTIFICATE-----
      """;

  /// RFC 9773 §4.1: "the base64url encoding of the bytes of the keyIdentifier field of
  /// certificate's Authority Key Identifier (AKI) extension, the period character, and the
  /// base64url encoding of the bytes of the DER encoding of the certificate's Serial Number
  /// (without the tag and length bytes)".
  @Test
  void theExampleOfTheRfcHasTheNameThatTheRfcGivesIt() throws CertificateException {
    assertThat(AriCertId.of(certificate(OF_THE_RFC)))
        .contains(new AriCertId("aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE"));
  }

  @Test
  void aCertificateThatDoesNotNameTheKeyOfItsIssuerHasNone() throws CertificateException {
    // the extension's identifier becomes 2.5.29.36, which is about something else
    var other = OF_THE_RFC.replace("VR0jBBgw", "VR0kBBgw");

    assertThat(AriCertId.of(certificate(other))).isEmpty();
  }

  @Test
  void anExtensionThatIsCutShortNamesNothing() throws CertificateException {
    // the octet that says how long the key identifier is: 0x14 becomes 0x7f
    var broken = OF_THE_RFC.replace("BBgwFoAUaYhba4", "BBgwFoB/aYhba4");

    assertThat(AriCertId.of(certificate(broken))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "aYhb", "aYhb.", ".AIdl", "aYhb.AIdl.x", "aYhb=.AIdl", "a b.c"})
  void anythingElseIsRefused(String text) {
    assertThatIllegalArgumentException().isThrownBy(() -> new AriCertId(text));
  }

  private static X509Certificate certificate(String pem) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }
}
