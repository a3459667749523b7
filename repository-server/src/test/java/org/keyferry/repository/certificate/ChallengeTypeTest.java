package org.keyferry.repository.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keyferry.protocol.pki.Identifier;

class ChallengeTypeTest {

  /// RFC 8555 §8.3, RFC 8737 §3, RFC 8738 §7.
  @ParameterizedTest
  @CsvSource({
    "http-01, www.example.org, true",
    "http-01, *.example.org, false",
    "http-01, 192.0.2.1, true",
    "http-01, 2001:db8::1, true",
    "tls-alpn-01, www.example.org, true",
    "tls-alpn-01, *.example.org, false",
    "tls-alpn-01, 192.0.2.1, true",
    "tls-alpn-01, 2001:db8::1, true",
    "dns-01, www.example.org, true",
    "dns-01, *.example.org, true",
    "dns-01, 192.0.2.1, false",
    "dns-01, 2001:db8::1, false",
    "dns-persist-01, www.example.org, true",
    "dns-persist-01, *.example.org, true",
    "dns-persist-01, 192.0.2.1, false",
    "dns-persist-01, 2001:db8::1, false"
  })
  void itIsForSomeIdentifiers(String challenge, String identifier, boolean isFor) {
    assertThat(ChallengeType.parse(challenge).isFor(Identifier.of(identifier))).isEqualTo(isFor);
  }
}
