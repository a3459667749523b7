package org.keyferry.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.keyferry.custody.TokenSettings.LeakingModule;

class TokenSettingsTest {

  @Test
  void aModuleThatLeaksIsRefusedUnlessSomebodySaysOtherwise() {
    assertThat(labeled("keyferry").leakingModule()).isEqualTo(LeakingModule.REFUSE);
  }

  @Test
  void aTokenHasALabel() {
    assertThatIllegalArgumentException().isThrownBy(() -> labeled(" "));
  }

  private static TokenSettings labeled(String label) {
    return new TokenSettings(Path.of("hsm.so"), label, Path.of("pin"), Optional.empty());
  }
}
