package org.keyferry.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.keyferry.cryptoki.Pkcs11;
import org.keyferry.custody.ModuleProfile.Templates;
import org.keyferry.custody.ModuleProfile.Unwrapping;
import org.keyferry.custody.TokenSettings.LeakingModule;
import org.keyferry.protocol.bundle.KeyTransport;
import org.keyferry.testkit.NssToken;

/// The contract on NSS softokn.
class NssKeyCustodyIT extends KeyCustodyContract {

  @AutoClose static final NssToken TOKEN = NssToken.create();

  @Override
  TokenSettings settings() {
    return settings(LeakingModule.ACCEPT);
  }

  @Test
  void itsProfileIsFound() {
    assertThat(custody.profile().wrapMechanism()).isEqualTo(Pkcs11.CKM_AES_KEY_WRAP_KWP);
    assertThat(custody.profile().transport()).isEqualTo(KeyTransport.RSA_OAEP_256);
    assertThat(custody.profile().unwrapping()).isEqualTo(Unwrapping.WITH_EC_POINT);
    assertThat(custody.profile().templates()).isEqualTo(Templates.IGNORED);
    assertThat(custody.profile().library()).contains("NSS");
  }

  @Test
  void itIsRefusedUnlessItIsAccepted() {
    custody.close();

    assertThatExceptionOfType(CustodyFailure.ModuleLeaksKeys.class)
        .isThrownBy(() -> Pkcs11KeyCustody.open(settings(LeakingModule.REFUSE)))
        .withMessageContaining("that is not sensitive")
        .withMessageContaining("accept this one explicitly");

    custody = Pkcs11KeyCustody.open(settings());
  }

  private static TokenSettings settings(LeakingModule leakingModule) {
    return new TokenSettings(
        TOKEN.module(),
        TOKEN.label(),
        TOKEN.pinFile(),
        Optional.of(TOKEN.moduleArguments()),
        leakingModule);
  }
}
