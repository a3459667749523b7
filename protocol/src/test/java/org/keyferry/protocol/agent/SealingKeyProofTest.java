package org.keyferry.protocol.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.pki.Thumbprint;

class SealingKeyProofTest {

  private static final Thumbprint TOKEN = Thumbprint.of("the token");

  private static final KeyPair SEALING = generated("RSA", 2048);
  private static final KeyPair OTHER = generated("RSA", 2048);
  private static final KeyPair IDENTITY = generated("EC", 256);

  @Test
  void verifiesForWhatItWasMadeFor() throws GeneralSecurityException {
    assertThat(SealingKeyProof.verifies(proof(), TOKEN, IDENTITY.getPublic(), SEALING.getPublic()))
        .isTrue();
  }

  @Test
  void verifiesForNothingElse() throws GeneralSecurityException {
    var proof = proof();

    assertThat(
            SealingKeyProof.verifies(
                proof, Thumbprint.of("another"), IDENTITY.getPublic(), SEALING.getPublic()))
        .isFalse();
    assertThat(
            SealingKeyProof.verifies(
                proof, TOKEN, generated("EC", 256).getPublic(), SEALING.getPublic()))
        .isFalse();
    assertThat(SealingKeyProof.verifies(proof, TOKEN, IDENTITY.getPublic(), OTHER.getPublic()))
        .isFalse();
  }

  @Test
  void aProofOfAnotherLengthIsNoProof() throws GeneralSecurityException {
    for (var length : new int[] {0, 1, 255, 257, 512}) {
      assertThat(
              SealingKeyProof.verifies(
                  Arrays.copyOf(proof(), length), TOKEN, IDENTITY.getPublic(), SEALING.getPublic()))
          .isFalse();
    }
  }

  @Test
  void anEcKeyCannotProve() {
    assertThatExceptionOfType(GeneralSecurityException.class)
        .isThrownBy(() ->
            SealingKeyProof.verifies(proof(), TOKEN, IDENTITY.getPublic(), IDENTITY.getPublic()));
  }

  private static byte[] proof() throws GeneralSecurityException {
    return SealingKeyProof.sign(
        SEALING.getPrivate(), TOKEN, IDENTITY.getPublic(), SEALING.getPublic());
  }

  private static KeyPair generated(String algorithm, int size) {
    try {
      var generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(size);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK makes these keys", impossible);
    }
  }
}
