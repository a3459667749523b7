package org.keyferry.protocol.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DnsNameTest {

  private static final String LABEL_OF_63 = "a".repeat(63);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.test",
        "www.example.test",
        "*.example.test",
        "a.b",
        "1.example",
        "3com.example",
        "a--b.example",
        "abc--d.example",
        "xn--bcher-kva.example",
        "xn--fa-hia.de",
        "example.xn--p1ai",
        "*.xn--bcher-kva.example"
      })
  void aNameInItsFormStays(String name) {
    assertThat(new DnsName(name)).hasToString(name);
    assertThat(DnsName.parse(name)).isEqualTo(new DnsName(name));
  }

  @ParameterizedTest
  @CsvSource({
    "WWW.Example.TEST, www.example.test",
    "www.example.test., www.example.test",
    "'  www.example.test  ', www.example.test",
    "bücher.example, xn--bcher-kva.example",
    "BÜCHER.example, xn--bcher-kva.example",
    "bu\u0308cher.example, xn--bcher-kva.example",
    "*.bücher.example, xn--bcher-kva.example",
    "пример.рф, xn--e1afmkfd.xn--p1ai",
    "دبي.test, xn--ngbn6f.test"
  })
  void whatAPersonTypesFindsItsForm(String typed, String name) {
    assertThat(DnsName.parse(typed).base()).isEqualTo(new DnsName(name));
  }

  /// IDNA 2003 would make `strasse` of it, which is somebody else's.
  @Test
  void aSharpSStaysASharpS() {
    assertThat(DnsName.parse("straße.example")).isEqualTo(new DnsName("xn--strae-oqa.example"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "localhost",
        ".example.test",
        "www..example.test",
        "www.example.test..",
        "-www.example.test",
        "www-.example.test",
        "www_1.example.test",
        "www example.test",
        "www.example.test/path",
        "www.example.test:443",
        "user@example.test",
        "*",
        "*.",
        "*.test",
        "*.*.example.test",
        "www.*.example.test",
        "w*.example.test",
        "**.example.test",
        "1.2.3.4",
        "127.0.0.0x1",
        "127.0.0.0x",
        "example.123",
        "::1",
        "[::1].example",
        "$(id).example.test",
        "`id`.example.test",
        "a;b.example.test",
        "-o.example.test",
        "../../etc.example"
      })
  void whatIsNoNameIsRefused(String typed) {
    assertThatIllegalArgumentException().isThrownBy(() -> DnsName.parse(typed));
    assertThatIllegalArgumentException().isThrownBy(() -> new DnsName(typed));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"WWW.example.test", "www.example.test.", " www.example.test", "bücher.de"})
  void theFormItselfAdmitsNothingElse(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> new DnsName(name));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7, 9, 10, 13, 27, 31, 127, 128, 0x85, 0x9f, 0xa0, 0xad})
  void controlCharactersAreRefusedAndNotRepeated(int character) {
    var typed = "www" + Character.toString(character) + ".example.test";

    assertThatIllegalArgumentException()
        .isThrownBy(() -> DnsName.parse(typed))
        .satisfies(refusal ->
            assertThat(String.valueOf(refusal.getMessage()).chars())
                .noneMatch(each -> Character.isISOControl(each) || each == 0xad));
  }

  @Nested
  class Lengths {

    @Test
    void aLabelHasAtMost63Characters() {
      assertThat(new DnsName(LABEL_OF_63 + ".test").value()).hasSize(68);
      assertThatIllegalArgumentException().isThrownBy(() -> new DnsName(LABEL_OF_63 + "a.test"));
    }

    @Test
    void anALabelHasAtMost63Too() {
      assertThat(DnsName.parse("ü".repeat(50) + ".test").value()).startsWith("xn--");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> DnsName.parse("ü".repeat(60) + ".test"));
    }

    @Test
    void aNameHasAtMost253Characters() {
      var name = (LABEL_OF_63 + ".").repeat(3) + "a".repeat(61);

      assertThat(new DnsName(name).value()).hasSize(253);
      assertThatIllegalArgumentException().isThrownBy(() -> new DnsName(name + "a"));
    }

    @Test
    void aNameOf127LabelsIsOneAndOf128IsNone() {
      assertThat(new DnsName("a.".repeat(126) + "a").value()).hasSize(253);
      assertThatIllegalArgumentException().isThrownBy(() -> new DnsName("a.".repeat(127) + "a"));
    }

    @Test
    void aMegabyteIsRefusedAtOnce() {
      assertThatIllegalArgumentException().isThrownBy(() -> DnsName.parse("ü".repeat(1_000_000)));
    }
  }

  /// Names that look like others.
  @Nested
  class Tricks {

    @ParameterizedTest
    @ValueSource(
        strings = {
          "xn--.example", // nothing
          "xn--a.example", // breaks off
          "xn--www-.example", // plain ASCII
          "xn--bcher-kv.example",
          "xn--99999999.example", // beyond Unicode
          "xn--bcher-kva-.example",
          "xn--bcher-kva0.example",
          "xn--0ca.example.xn--a", // good, then bad
          "xn--wgv71a119e-.example",
          "xn--ls8h.example", // an emoji
          "xn--ab-yia.example-.test",
          "ab--cd.example", // reserved hyphens
          "xy--bcher-kva.example",
          "XN--BCHER-KVA.example.xn--"
        })
    void anALabelThatIsNoneIsRefused(String name) {
      assertThatIllegalArgumentException().isThrownBy(() -> DnsName.parse(name));
    }

    /// RFC 5891 §4.2.3.1: "The Unicode string MUST NOT contain "--" (two consecutive hyphens) in
    /// the third and fourth character positions".
    @Test
    void anALabelThatDecodesToAnALabelIsRefused() {
      var nested = "xn--" + Punycode.encode("xn--ü");

      assertThatIllegalArgumentException().isThrownBy(() -> new DnsName(nested + ".example"));
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "ｗｗｗ.example", // full width
          "www。example", // ideographic full stop
          "www．example",
          "ⅷ.example", // a numeral that would become viii
          "ﬁle.example", // a ligature
          "ſecure.example", // a long s
          "①.example",
          "pay\u200bpal.example", // zero width space
          "pay\u200dpal.example", // zero width joiner
          "pay\u200cpal.example",
          "pay\u00adpal.example", // soft hyphen
          "\u202epal.example", // turns the direction
          "\u2066pal.example",
          "\u0301a.example", // begins with a mark
          "a\u05d0.example", // two directions
          "☃.example", // a symbol
          "💩.example",
          "\ud800.example", // half a character
          "\ue000.example" // private use
        })
    void aLabelThatWouldBecomeAnotherIsRefused(String name) {
      assertThatIllegalArgumentException().isThrownBy(() -> DnsName.parse(name));
    }
  }

  @Test
  void aWildcardHasABase() {
    var wildcard = new DnsName("*.example.test");

    assertThat(wildcard.isWildcard()).isTrue();
    assertThat(wildcard.base()).isEqualTo(new DnsName("example.test"));
    assertThat(wildcard.base().base()).isEqualTo(wildcard.base());
    assertThat(wildcard.base().isWildcard()).isFalse();
  }
}
