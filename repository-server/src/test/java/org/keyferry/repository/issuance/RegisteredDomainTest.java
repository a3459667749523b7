package org.keyferry.repository.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.IpAddress;

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

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "2001:db8:0:1::1, 2001:db8:0:1::/64",
    "2001:db8:0:1:ffff::, 2001:db8:0:1::/64"
  })
  void ofAnAddressItIsTheAddressOrTheNetworkOfIpv6(String address, String counted) {
    assertThat(RegisteredDomain.of(new IpAddress(address))).isEqualTo(counted);
  }
}
