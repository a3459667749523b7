package org.keyferry.protocol.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RevocationReasonTest {

  @ParameterizedTest
  @EnumSource
  void everyReasonIsReadAsItIsWritten(RevocationReason reason) {
    assertThat(RevocationReason.parse(reason.toString())).isEqualTo(reason);
  }

  /// RFC 5280 §5.3.1: keyCompromise (1), superseded (4), privilegeWithdrawn (9)
  @Test
  void codesAreThoseOfTheStandard() {
    assertThat(RevocationReason.KEY_COMPROMISE.code()).isEqualTo(1);
    assertThat(RevocationReason.SUPERSEDED.code()).isEqualTo(4);
    assertThat(RevocationReason.PRIVILEGE_WITHDRAWN.code()).isEqualTo(9);
  }

  @Test
  void anUnknownReasonIsRefusedWithTheKnownOnes() {
    assertThatThrownBy(() -> RevocationReason.parse("boredom"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("boredom")
        .hasMessageContaining("keyCompromise");
  }
}
