package org.keyferry.protocol.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {

  @Nested
  class ADisplayName {

    @ParameterizedTest
    @ValueSource(strings = {"a", "7", "www", "www.example.test", "web_1-2", "A-Z.a_z"})
    void isForPeople(String name) {
      assertThat(new DisplayName(name)).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          " ",
          ".",
          "..",
          "-",
          "a.",
          ".a",
          "-a",
          "a-",
          "_a",
          "a..b",
          "../a",
          "a/b",
          "a\\b",
          "a b",
          " a",
          "a ",
          "a\n",
          "a\u0000",
          "a\u202eb",
          "ü",
          "a;b",
          "$(id)",
          "`id`",
          "a'b",
          "a\"b",
          "a|b",
          "a&b",
          "a*b",
          "a?b",
          "~a",
          "a:b",
          "a%2fb",
          "--help",
          "-rf"
        })
    void isNothingElse(String name) {
      assertThatIllegalArgumentException().isThrownBy(() -> new DisplayName(name));
    }

    @Test
    void hasAtMost63Characters() {
      assertThat(new DisplayName("a".repeat(63)).value()).hasSize(63);
      assertThatIllegalArgumentException().isThrownBy(() -> new DisplayName("a".repeat(64)));
    }
  }

  @Nested
  class AKeyType {

    @ParameterizedTest
    @EnumSource
    void isReadAsItIsWritten(KeyType type) {
      assertThat(KeyType.parse(type.toString())).isEqualTo(type);
      assertThat(KeyType.parse(" " + type.name() + " ")).isEqualTo(type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "ec", "rsa", "rsa-1024", "ed25519", "ec-p521", "ec p256"})
    void isNoOther(String text) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> KeyType.parse(text))
          .withMessageContaining("ec-p256");
    }
  }

  @Nested
  class ASerialNumber {

    @Test
    void isHexadecimalWithoutLeadingZeros() {
      assertThat(SerialNumber.of(BigInteger.valueOf(0x0abc))).hasToString("abc");
      assertThat(new SerialNumber("f".repeat(40)).value()).hasSize(40);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "0a", "-0", "A", "+1", "1 ", "0x1", "g", "1:2"})
    void isNothingElse(String text) {
      assertThatIllegalArgumentException().isThrownBy(() -> new SerialNumber(text));
    }

    /// RFC 5280 §4.1.2.2: "Certificate users SHOULD be prepared to gracefully handle such
    /// certificates", namely those with negative or zero serial numbers.
    @Test
    void ofAnyCertificateHasAForm() {
      assertThat(SerialNumber.of(BigInteger.ZERO)).hasToString("0");
      assertThat(SerialNumber.of(BigInteger.valueOf(-10))).hasToString("-a");
      assertThat(SerialNumber.of(BigInteger.ONE.shiftLeft(400)).value()).hasSize(101);
    }
  }

  @Nested
  class AThumbprint {

    /// FIPS 180-4's "abc", in base64url.
    @Test
    void isSha256() {
      assertThat(Thumbprint.of("abc")).hasToString("ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0");
      assertThat(Thumbprint.of("abc").digest().toHex()).startsWith("ba7816bf").hasSize(64);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0=",
          "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa1",
          "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0",
          "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa",
          "ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa\n"
        })
    void isNothingElse(String text) {
      assertThatIllegalArgumentException().isThrownBy(() -> new Thumbprint(text));
    }
  }

  @Nested
  class SomeBytes {

    @Test
    void cannotBeChanged() {
      var octets = new byte[] {1, 2, 3};
      var bytes = Bytes.of(octets);

      Arrays.fill(octets, (byte) 9);
      Arrays.fill(bytes.toArray(), (byte) 9);

      assertThat(bytes).isEqualTo(Bytes.of(new byte[] {1, 2, 3})).hasToString("010203");
    }

    @ParameterizedTest
    @CsvSource({"'', 0", "AA, 1", "AAA, 2", "AAAA, 3", "_-8, 2"})
    void areReadFromBase64Url(String text, int length) {
      assertThat(Bytes.ofBase64Url(text).length()).isEqualTo(length);
      assertThat(Bytes.ofBase64Url(text).toBase64Url()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "AB", "AAB", "AA==", "AA=", "+/8", "A A", "AA\n", "AAAAA", "ü"})
    void areReadFromNothingElse(String text) {
      assertThatIllegalArgumentException().isThrownBy(() -> Bytes.ofBase64Url(text));
    }
  }

  @Nested
  class PrintableText {

    @Test
    void keepsWhatPeopleRead() {
      assertThat(Printable.of("Grüße, 世界 💩")).isEqualTo("Grüße, 世界 💩");
    }

    @Test
    void showsWhatWouldActOnATerminalOrALine() {
      assertThat(Printable.of("a\nb\r\t\u001b[31m\u0000\u202e\u2028\u200b\ue000"))
          .isEqualTo("a\\u000ab\\u000d\\u0009\\u001b[31m\\u0000\\u202e\\u2028\\u200b\\ue000");
      assertThat(Printable.of("a\ud800b")).isEqualTo("a\\ud800b");
    }

    @Test
    void isCutAt200Characters() {
      assertThat(Printable.of("a".repeat(200))).hasSize(200);
      assertThat(Printable.of("a".repeat(201))).hasSize(201).endsWith("a…");
    }
  }
}
