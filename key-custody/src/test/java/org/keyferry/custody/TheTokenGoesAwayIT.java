package org.keyferry.custody;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.testkit.SoftHsmToken;

/// An HSM that was there a moment ago.
class TheTokenGoesAwayIT {

  private static final SoftHsmToken TOKEN = SoftHsmToken.inThisJvm();

  @TempDir private Path elsewhere;

  @Test
  void theCheckSaysSo() throws IOException {
    var settings =
        new TokenSettings(TOKEN.module(), TOKEN.label(), TOKEN.pinFile(), Optional.empty());
    Pkcs11KeyCustody.prepare(settings);
    try (var custody = Pkcs11KeyCustody.open(settings)) {
      var _ = custody.identities().findOrCreate("any");
      assertThatCode(custody::check).doesNotThrowAnyException();

      Files.move(directoryOf(TOKEN), elsewhere.resolve("token"));

      assertThatExceptionOfType(CustodyFailure.TokenUnavailable.class)
          .isThrownBy(custody::check)
          .withMessageContaining("see that the HSM is up");
      assertThatExceptionOfType(CustodyFailure.TokenUnavailable.class)
          .isThrownBy(() -> custody.identities().find("any"));
    }
  }

  private static Path directoryOf(SoftHsmToken token) throws IOException {
    try (var all = Files.list(token.tokens())) {
      return all.filter(each -> isNamed(each, token.label())).findFirst().orElseThrow();
    }
  }

  /// SoftHSM writes the label into `token.object`, among binary.
  private static boolean isNamed(Path directory, String label) {
    try {
      var object = Files.readAllBytes(directory.resolve("token.object"));
      return new String(object, StandardCharsets.ISO_8859_1).contains(label + " ");
    } catch (IOException unreadable) {
      return false;
    }
  }
}
