package org.keyferry.protocol.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SecretBytesTest {

  private static final byte[] ZEROS = new byte[3];

  @Test
  void takingOverWipesWhatWasTaken() {
    var source = new byte[] {1, 2, 3};

    try (var secret = SecretBytes.takeOver(source)) {
      assertThat(source).isEqualTo(ZEROS);
      assertThat(secret.<byte[]>lendTo(byte[]::clone)).containsExactly(1, 2, 3);
    }
  }

  @Test
  void whatWasLentIsWipedWhenItComesBack() {
    var kept = new AtomicReference<byte[]>(ZEROS);

    try (var secret = SecretBytes.takeOver(new byte[] {1, 2, 3})) {
      secret.lendTo(lent -> {
        kept.set(lent);
        return lent.length;
      });
      assertThat(kept.get()).isEqualTo(ZEROS);

      assertThatThrownBy(() ->
              secret.lendTo(lent -> {
                kept.set(lent);
                throw new IllegalArgumentException("the borrower fails");
              }))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(kept.get()).isEqualTo(ZEROS);
    }
  }

  @Test
  void nothingIsLentAfterClose() {
    var secret = SecretBytes.takeOver(new byte[] {1, 2, 3});

    secret.close();
    secret.close();

    assertThatIllegalStateException().isThrownBy(() -> secret.lendTo(byte[]::clone));
  }

  @Test
  void itDoesNotShow() {
    try (var secret = SecretBytes.takeOver(new byte[] {65, 66, 67});
        var same = SecretBytes.takeOver(new byte[] {65, 66, 67});
        var other = SecretBytes.takeOver(new byte[] {65, 66, 68})) {
      assertThat(secret).hasToString("SecretBytes[3 bytes]").isEqualTo(same).isNotEqualTo(other);
      assertThat(secret.hashCode()).isEqualTo(other.hashCode());
    }
  }
}
