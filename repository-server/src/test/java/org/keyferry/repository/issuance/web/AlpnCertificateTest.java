package org.keyferry.repository.issuance.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.Thumbprint;

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

  private static AlpnCertificate of(String identifier) {
    return AlpnCertificate.of(Identifier.of(identifier), DIGEST, NOON);
  }
}
