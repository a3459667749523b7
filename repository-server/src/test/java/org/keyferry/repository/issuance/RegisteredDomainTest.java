package org.keyferry.repository.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keyferry.protocol.pki.DnsName;

/// CAs count by the Public Suffix List.
class RegisteredDomainTest {

  @ParameterizedTest
  @CsvSource({
    "www.example.org, example.org",
    "*.example.org, example.org",
    "example.org, example.org",
    "a.b.example.co.uk, example.co.uk",
    "a.b.c.kawasaki.jp, b.c.kawasaki.jp",
    "www.city.kawasaki.jp, city.kawasaki.jp",
    "page.someone.github.io, someone.github.io",
    "github.io, github.io",
    "xn--85x722f.com.cn, xn--85x722f.com.cn",
    "host.intern.test, intern.test"
  })
  void itIsOneLabelBelowAPublicSuffix(String name, String domain) {
    assertThat(RegisteredDomain.of(new DnsName(name))).isEqualTo(domain);
  }
}
