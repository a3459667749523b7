package org.keyferry.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.keyferry.testkit.FlakyModule;
import org.keyferry.testkit.SoftHsmToken;

/// An HSM that was there a moment ago.
class TheTokenGoesAwayIT {

  private static final SoftHsmToken TOKEN = SoftHsmToken.inThisJvm();

  @Test
  void theCheckSaysSo() {
    try (var module = FlakyModule.build()) {
      var settings =
          new TokenSettings(module.library(), TOKEN.label(), TOKEN.pinFile(), Optional.empty());
      Pkcs11KeyCustody.prepare(settings);
      try (var custody = Pkcs11KeyCustody.open(settings)) {
        var signer = new TokenStatementSigner(custody.identities().findOrCreate("any"));
        assertThatCode(custody::check).doesNotThrowAnyException();
        assertThat(signer.sign(new byte[] {1})).hasSize(64);

        module.fails();

        assertThatExceptionOfType(CustodyFailure.TokenUnavailable.class)
            .isThrownBy(custody::check)
            .withMessageContaining("see that the HSM is up");
        assertThatExceptionOfType(CustodyFailure.TokenUnavailable.class)
            .as("whatever the JDK's provider throws")
            .isThrownBy(() -> signer.sign(new byte[] {1}));

        module.works();

        assertThatCode(custody::check).doesNotThrowAnyException();
        assertThat(signer.sign(new byte[] {1})).hasSize(64);
      }
    }
  }
}
