package org.keyferry.protocol.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keyferry.protocol.agent.EnrollmentToken;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.Version;

/// Whatever a parser is given, it gives a value that reads back as itself, or an
/// IllegalArgumentException; nothing else comes out of it.
class ParserFuzzTest {

  private static final int ROUNDS = 20_000;
  private static final String LETTERS =
      "abxyzABXYZ0189.-_*/+=:@ \n\t\u0000\u007f\u0085\u00a0éßςüА中א٠\u200d\u202e\u3002\ud83d\udca9";

  @ParameterizedTest
  @ValueSource(longs = {1, 22, 333})
  void dnsNames(long seed) {
    fuzz(
        seed,
        "www.xn--bcher-kva.example",
        typed -> {
          var name = DnsName.parse(typed);
          assertThat(new DnsName(name.value())).isEqualTo(name);
          assertThat(name.value()).matches("(\\*\\.)?[a-z0-9.-]{1,253}");
          return DnsName.parse(name.value()).value();
        });
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 22, 333})
  void addressesOfIpv4(long seed) {
    fuzz(seed, "192.0.2.17", ParserFuzzTest::readAddress);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 22, 333})
  void addressesOfIpv6(long seed) {
    fuzz(seed, "2001:db8:0:a1::1", ParserFuzzTest::readAddress);
  }

  private static String readAddress(String typed) {
    var address = IpAddress.parse(typed);
    assertThat(Identifier.of(address.value())).isEqualTo(address);
    assertThat(IpAddress.of(address.octets())).isEqualTo(address);
    assertThat(IpAddress.ofReverse(address.reverse())).contains(address);
    assertThat(address.value()).matches("[0-9a-f.:]{2,39}");
    return address.value();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 22, 333})
  void aLabels(long seed) {
    fuzz(seed, "xn--bcher-kva.test", typed -> new DnsName(typed).value());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 22})
  void displayNames(long seed) {
    fuzz(seed, "www.example-1", typed -> new DisplayName(typed).value());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 22})
  void versions(long seed) {
    fuzz(seed, "12.345", typed -> Version.parse(typed).toString());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 22})
  void ids(long seed) {
    fuzz(seed, "0198a7c0-0000-7000-8000-000000000001", typed -> AgentId.parse(typed).toString());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 22})
  void thumbprints(long seed) {
    fuzz(seed, Thumbprint.of("any").value(), typed -> new Thumbprint(typed).value());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 22})
  void enrollmentTokens(long seed) {
    var good = "kfe1." + Thumbprint.of("root") + "." + "A".repeat(43);
    fuzz(
        seed,
        good,
        typed -> {
          try (var token = EnrollmentToken.parse(typed)) {
            return token.reveal();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 22})
  void pemChains(long seed) {
    var good = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".repeat(2);
    fuzz(seed, good, typed -> CertificateChain.ofPem(typed).toPem());
  }

  /// @param reading parses, and gives the text of what it parsed
  private static void fuzz(long seed, String good, UnaryOperator<String> reading) {
    var random = new Random(seed);
    for (var round = 0; round < ROUNDS; round++) {
      var typed = mutated(good, random);
      try {
        var text = reading.apply(typed);
        assertThat(reading.apply(text)).isEqualTo(text);
      } catch (IllegalArgumentException refused) {
        assertThat(refused.getMessage()).isNotBlank();
      }
    }
  }

  private static String mutated(String good, Random random) {
    var text = new StringBuilder(good);
    for (var times = 1 + random.nextInt(4); times > 0; times--) {
      var at = random.nextInt(text.length() + 1);
      var end = Math.min(text.length(), at + random.nextInt(8));
      switch (random.nextInt(4)) {
        case 0 -> text.insert(at, LETTERS.charAt(random.nextInt(LETTERS.length())));
        case 1 -> text.delete(at, end);
        case 2 -> text.insert(at, text.substring(at, end));
        default -> text.replace(at, end, LETTERS.substring(random.nextInt(LETTERS.length())));
      }
    }
    return text.toString();
  }
}
