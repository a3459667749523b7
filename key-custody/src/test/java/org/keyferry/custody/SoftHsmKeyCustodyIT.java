package org.keyferry.custody;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.keyferry.cryptoki.Pkcs11;
import org.keyferry.custody.ModuleProfile.Templates;
import org.keyferry.custody.ModuleProfile.Unwrapping;
import org.keyferry.protocol.bundle.KeyTransport;
import org.keyferry.testkit.SoftHsmToken;

/// The contract on SoftHSM.
class SoftHsmKeyCustodyIT extends KeyCustodyContract {

  private static final SoftHsmToken TOKEN = SoftHsmToken.inThisJvm();

  @Override
  TokenSettings settings() {
    return new TokenSettings(TOKEN.module(), TOKEN.label(), TOKEN.pinFile(), Optional.empty());
  }

  @Test
  void itsProfileIsFound() {
    assertThat(custody.profile().wrapMechanism()).isEqualTo(Pkcs11.CKM_AES_KEY_WRAP_PAD);
    assertThat(custody.profile().transport()).isEqualTo(KeyTransport.RSA_OAEP);
    assertThat(custody.profile().unwrapping()).isEqualTo(Unwrapping.PLAIN);
    assertThat(custody.profile().templates()).isEqualTo(Templates.ENFORCED);
    assertThat(custody.profile().library()).startsWith("SoftHSM");
  }
}
