package org.keyferry.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;

/// The self-test is worth what it finds.
class SelfTestTest {

  private final SelfTest selfTest = SelfTest.withPublishedRecipient();

  @Test
  void thePublishedRecipientIsAsStrongAsAnAgents() {
    assertThat(selfTest.recipient().getModulus().bitLength()).isEqualTo(3072);
  }

  @Test
  void aModuleWithoutFaultPasses() {
    assertThatCode(() -> selfTest.run(FaultyToken.withoutFault())).doesNotThrowAnyException();
  }

  @Test
  void aModuleThatSignsWithAnotherKeyIsFound() {
    assertThatExceptionOfType(CustodyFailure.ModuleUnfit.class)
        .isThrownBy(() -> selfTest.run(FaultyToken.thatSignsWithAnotherKey()))
        .withMessageContaining("what it signs does not verify");
  }

  @Test
  void aModuleThatSealsAnotherKeyIsFound() {
    assertThatExceptionOfType(CustodyFailure.ModuleUnfit.class)
        .isThrownBy(() -> selfTest.run(FaultyToken.thatSealsAnotherKey()))
        .withMessageContaining("does not open to the same key");
  }
}
