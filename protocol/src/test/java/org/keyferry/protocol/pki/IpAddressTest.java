package org.keyferry.protocol.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.1",
        "127.0.0.1", // loopback, private: for a CA of one's own
        "10.0.0.0",
        "172.16.255.255",
        "192.168.0.1",
        "100.64.0.1",
        "1.0.0.0",
        "223.255.255.255",
        "169.253.0.1",
        "169.255.0.1",
        "170.254.0.1",
        "::1",
        "2001:db8::1",
        "2001:db8:0:1:1:1:1:1",
        "2001:0:0:1::1",
        "1:2:3:4:5:6:7:8",
        "1::",
        "fd00::1",
        "fe00::1",
        "fe7f::1",
        "fec0::1",
        "ff:8000::1",
        "64:ff9b::c000:201",
        "::1:0:0",
        "::fffe:c000:201",
        "::1:ffff:c000:201",
        "::ffff:0:c000:201",
        "abcd:ef01:2345:6789:abcd:ef01:2345:6789"
      })
  void anAddressInItsFormStays(String address) {
    assertThat(new IpAddress(address)).hasToString(address);
    assertThat(IpAddress.parse(address)).isEqualTo(new IpAddress(address));
    assertThat(IpAddress.of(new IpAddress(address).octets())).isEqualTo(new IpAddress(address));
    assertThat(Identifier.of(address)).isEqualTo(new IpAddress(address));
  }

  /// RFC 5952 §4: "The recommendation in this section SHOULD be followed by systems when generating
  /// an address to be represented as text".
  @ParameterizedTest
  @CsvSource({
    "2001:0db8::0001, 2001:db8::1", // §4.1
    "2001:db8:0:0:0:0:2:1, 2001:db8::2:1", // §4.2.1
    "2001:db8::1:1:1:1:1, 2001:db8:0:1:1:1:1:1", // §4.2.2
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1", // §4.2.3
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:DB8::AbCd, 2001:db8::abcd", // §4.3
    "0:0:0:0:0:0:0:1, ::1",
    "1:0:0:0:0:0:0:0, 1::",
    "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
    "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
    "'  192.0.2.1 ', 192.0.2.1",
    "' ::1\t', ::1"
  })
  void whatAPersonTypesFindsItsForm(String typed, String address) {
    assertThat(IpAddress.parse(typed)).isEqualTo(new IpAddress(address));
    if (!typed.equals(address)) {
      assertThatIllegalArgumentException().isThrownBy(() -> new IpAddress(typed));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "192.0.2",
        "192.0.2.1.1",
        "192.0.2.",
        ".192.0.2",
        "192.0..1",
        "192.0.2.256",
        "192.0.2.999",
        "192.0.2.1000",
        "192.0.2.01", // octal for some
        "192.0.2.00",
        "192.0.2.0x1",
        "192.0.2.-1",
        "192.0.2.+1",
        "192.0.2.1 1",
        "192.0.2.١", // a digit, for Character.isDigit
        "3221225985",
        "0xc0000201",
        "::1::",
        "1::2::3",
        ":::",
        ":",
        ":1",
        "1:",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4:5:6:7:8::",
        "::1:2:3:4:5:6:7:8",
        "1:2:3:4::5:6:7:8",
        "1:2:3:4:5:6:7:",
        ":2:3:4:5:6:7:8",
        "2001:db8::12345",
        "2001:db8::00001",
        "2001:db8::g",
        "2001:db8::-1",
        "2001:db8::+1",
        "2001:db8:: 1",
        "www.example.test"
      })
  void whatIsNoAddressIsRefused(String typed) {
    refuses(typed, "not an IP address: '");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 0.0.0.0/8",
    "0.255.255.255, 0.0.0.0/8",
    "224.0.0.1, multicast",
    "239.255.255.255, multicast",
    "240.0.0.0, 240.0.0.0/4",
    "255.255.255.255, 240.0.0.0/4",
    "169.254.0.1, link-local",
    "::, only ::1",
    "::2, only ::1",
    "::1:1, only ::1",
    "::c000:201, only ::1",
    "::ffff:c000:201, IPv4",
    "::ffff:192.0.2.1, IPv4",
    "64:ff9b::192.0.2.1, hexadecimal",
    "ff02::1, multicast",
    "ff00::, multicast",
    "fe80::1, link-local",
    "febf::1, link-local",
    "fe80::1%eth0, zone",
    "192.0.2.1%eth0, zone",
    "[2001:db8::1], brackets",
    "[2001:db8::1]:443, brackets",
    "192.0.2.0/24, prefix",
    "2001:db8::/64, prefix",
    "192.0.2.1:443, port"
  })
  void whatIsNoHostIsRefusedWithItsReason(String typed, String reason) {
    refuses(typed, reason);
  }

  @Test
  void aMegabyteIsRefusedAtOnce() {
    refuses("1:".repeat(500_000), "at most 45 characters");
    refuses("1.".repeat(500_000), "at most 45 characters");
  }

  @Nested
  class Octets {

    @Test
    void areFourOrSixteen() {
      assertThat(new IpAddress("192.0.2.255").octets().toHex()).isEqualTo("c00002ff");
      assertThat(new IpAddress("2001:db8::ff:1").octets().toHex())
          .isEqualTo("20010db8000000000000000000ff0001");
      assertThat(new IpAddress("192.0.2.255").toInetAddress().getAddress()).hasSize(4);
      assertThat(new IpAddress("2001:db8::1").toInetAddress().getHostAddress())
          .isEqualTo("2001:db8:0:0:0:0:0:1");
    }

    /// RFC 5280 §4.2.1.6: "the octet string MUST contain exactly four octets"; in name constraints
    /// there are twice as many.
    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "c00002",
          "c0000201ffffff00",
          "20010db80000000000000000000000",
          "20010db8000000000000000000000001ffffffffffffffffffffffffffffffff",
          "00000000000000000000ffffc0000201", // not the same as the four
          "e0000001"
        })
    void ofNoHostAreRefused(String hex) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> IpAddress.of(Bytes.of(HexFormat.of().parseHex(hex))));
    }
  }

  @Nested
  class Reverse {

    @ParameterizedTest
    @CsvSource({
      "192.0.2.1, 1.2.0.192.in-addr.arpa", // RFC 1035 §3.5
      "4321:0:1:2:3:4:567:89ab," // RFC 3596 §2.5
          + "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa"
    })
    void isANameAndTheWayBack(String address, String name) {
      assertThat(new IpAddress(address).reverse()).isEqualTo(new DnsName(name));
      assertThat(IpAddress.ofReverse(new DnsName(name))).contains(new IpAddress(address));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "www.example.test",
          "in-addr.arpa",
          "ip6.arpa",
          "2.0.192.in-addr.arpa",
          "0.1.2.0.192.in-addr.arpa",
          "1.2.0.256.in-addr.arpa",
          "01.2.0.192.in-addr.arpa",
          "1.0.0.224.in-addr.arpa",
          "www.1.2.0.192.in-addr.arpa",
          "1.2.0.192.in-addr.arpa.test",
          "1.2.0.192.ip6.arpa",
          "1.0.2.0.0.0.0.c.ip6.arpa", // four octets
          "b.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.ip6.arpa",
          "ba.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa",
          "g.a.9.8.7.6.5.0.4.0.0.0.3.0.0.0.2.0.0.0.1.0.0.0.0.0.0.0.1.2.3.4.ip6.arpa"
        })
    void ofAnotherNameThereIsNone(String name) {
      assertThat(IpAddress.ofReverse(new DnsName(name))).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
    "2001:db8::1, 2001:db8::/64",
    "2001:db8:0:1::1, 2001:db8:0:1::/64"
  })
  void anAddressOfIpv6HasASite(String address, String site) {
    assertThat(new IpAddress(address).site()).isEqualTo(site);
  }

  @Test
  void inAUrlIpv6HasBrackets() {
    assertThat(new IpAddress("192.0.2.1").inUrl()).isEqualTo("192.0.2.1");
    assertThat(new IpAddress("2001:db8::1").inUrl()).isEqualTo("[2001:db8::1]");
  }

  private static void refuses(String typed, String reason) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IpAddress.parse(typed))
        .withMessageContaining(reason)
        .withMessageStartingWith("not an IP address: '");
    assertThatIllegalArgumentException().isThrownBy(() -> new IpAddress(typed));
  }
}
