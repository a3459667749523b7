package org.keyferry.protocol.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifierTest {

  @Test
  void aTextIsANameOrAnAddress() {
    assertThat(Identifier.parse("WWW.example.test.")).isEqualTo(new DnsName("www.example.test"));
    assertThat(Identifier.parse("bücher.example")).isEqualTo(new DnsName("xn--bcher-kva.example"));
    assertThat(Identifier.parse(" 192.0.2.1 ")).isEqualTo(new IpAddress("192.0.2.1"));
    assertThat(Identifier.parse("2001:DB8:0::1")).isEqualTo(new IpAddress("2001:db8::1"));
    assertThat(Identifier.of("1.example")).isEqualTo(new DnsName("1.example"));
    assertThat(Identifier.of("1.2.0.192.in-addr.arpa")).isInstanceOf(DnsName.class);
    assertThat(Identifier.of("::1")).isEqualTo(new IpAddress("::1"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"WWW.example.test", "www.example.test.", "2001:DB8::1", " 192.0.2.1"})
  void theFormItselfAdmitsNothingElse(String value) {
    assertThatIllegalArgumentException().isThrownBy(() -> Identifier.of(value));
  }

  @ParameterizedTest
  @CsvSource({
    "1.2.3, not an IP address",
    "1.2.3.4.5, not an IP address",
    "192.0.2.1:443, not an IP address",
    "192.0.2.0/24, not an IP address",
    "[::1], not an IP address",
    "::, not an IP address",
    "a:b:c, not an IP address",
    "www.example.test:443, not a DNS identifier",
    "example.123, not a DNS identifier",
    "1.2.3.4., not a DNS identifier",
    "'', not a DNS identifier",
    "localhost, not a DNS identifier"
  })
  void whatIsNeitherIsRefusedAsWhatItWasMeantToBe(String typed, String refusal) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Identifier.parse(typed))
        .withMessageStartingWith(refusal);
  }

  @Test
  void bothStandInOneOrder() {
    var all =
        new TreeSet<>(
            List.of(
                new DnsName("www.example.test"),
                new IpAddress("2001:db8::1"),
                new DnsName("1.example"),
                new IpAddress("192.0.2.10"),
                new DnsName("*.example.test"),
                new IpAddress("192.0.2.1"),
                new IpAddress("192.0.2.1")));

    assertThat(all)
        .extracting(Identifier::value)
        .containsExactly(
            "*.example.test",
            "1.example",
            "www.example.test",
            "192.0.2.1",
            "192.0.2.10",
            "2001:db8::1");
  }

  @Test
  void anAddressStandsForItselfAlone() {
    Identifier address = new IpAddress("192.0.2.1");

    assertThat(address.isWildcard()).isFalse();
    assertThat(address.base()).isEqualTo(address);
  }
}
