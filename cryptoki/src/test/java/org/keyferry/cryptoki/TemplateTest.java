package org.keyferry.cryptoki;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/// PKCS#11 3.1 §3.5: "CK_ATTRIBUTE is a structure that includes the type, value, and length of an
/// attribute."
class TemplateTest {

  @Test
  void anAttributeIsTypeValueAndLength() {
    var template = Template.ofClass(Pkcs11.CKO_SECRET_KEY).yes(Pkcs11.CKA_WRAP).text(3, "kek");

    try (var memory = Arena.ofConfined()) {
      var array = template.in(memory);

      assertThat(array.byteSize()).isEqualTo(3 * 24);
      assertThat(type(array, 0)).isEqualTo(Pkcs11.CKA_CLASS);
      assertThat(value(array, 0).get(JAVA_LONG, 0)).isEqualTo(Pkcs11.CKO_SECRET_KEY);
      assertThat(type(array, 1)).isEqualTo(Pkcs11.CKA_WRAP);
      assertThat(value(array, 1).toArray(JAVA_BYTE)).containsExactly(1);
      assertThat(value(array, 2).toArray(JAVA_BYTE)).containsExactly('k', 'e', 'k');
    }
  }

  @Test
  void aTemplateMayStandInATemplate() {
    var inner = Template.empty().no(Pkcs11.CKA_TOKEN).yes(Pkcs11.CKA_SENSITIVE);

    try (var memory = Arena.ofConfined()) {
      var array = Template.empty().template(Pkcs11.CKA_UNWRAP_TEMPLATE, inner).in(memory);

      var nested = value(array, 0);
      assertThat(nested.byteSize()).isEqualTo(2 * 24);
      assertThat(type(nested, 1)).isEqualTo(Pkcs11.CKA_SENSITIVE);
    }
  }

  @Test
  void addingToATemplateLeavesItAsItWas() {
    var template = Template.empty();

    assertThat(template.yes(Pkcs11.CKA_SIGN).length()).isEqualTo(1);
    assertThat(template.length()).isZero();
  }

  @Test
  void aMechanismWithoutParameterHasNull() {
    try (var memory = Arena.ofConfined()) {
      var mechanism = Mechanism.of(Pkcs11.CKM_AES_KEY_WRAP_PAD).in(memory);

      assertThat(mechanism.get(JAVA_LONG, 0)).isEqualTo(0x210A);
      assertThat(mechanism.get(ADDRESS, 8)).isEqualTo(MemorySegment.NULL);
      assertThat(mechanism.get(JAVA_LONG, 16)).isZero();
    }
  }

  private static long type(MemorySegment array, int index) {
    return array.get(JAVA_LONG, 24L * index);
  }

  private static MemorySegment value(MemorySegment array, int index) {
    var length = array.get(JAVA_LONG, 24L * index + 16);
    return array.get(ADDRESS, 24L * index + 8).reinterpret(length);
  }
}
