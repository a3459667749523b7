package org.keyferry.protocol.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keyferry.protocol.bundle.SecretBytes;
import org.keyferry.protocol.pki.Thumbprint;

class EnrollmentTokenTest {

  private static final String ROOT = Thumbprint.of("root").value();
  private static final String SECRET = "A".repeat(43);

  @Test
  void comesThroughTextUnchanged() {
    var octets = new byte[EnrollmentToken.SECRET_LENGTH];
    new Random(1).nextBytes(octets);
    var thumbprint = Thumbprint.of(octets);

    try (var token = new EnrollmentToken(Thumbprint.of("root"), SecretBytes.takeOver(octets));
        var read = EnrollmentToken.parse("  " + token.reveal() + "\n")) {
      assertThat(read.root()).isEqualTo(Thumbprint.of("root"));
      assertThat(read.secretThumbprint()).isEqualTo(thumbprint);
      assertThat(read.secretText()).isEqualTo(token.secretText()).hasSize(43);
    }
  }

  @Test
  void doesNotShowItsSecret() {
    try (var token = EnrollmentToken.parse("kfe1." + ROOT + "." + SECRET)) {
      assertThat(token.toString()).contains(ROOT).doesNotContain(SECRET);
    }
    assertThat(new EnrollmentRequest(SECRET, "", "", "").toString()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "kfe1",
        "kfe1..",
        "kfe2.ROOT.SECRET",
        "KFE1.ROOT.SECRET",
        "kfe1.ROOT",
        "kfe1.SECRET.ROOT.",
        "kfe1.ROOT.SECRETA",
        "kfe1.ROOT.SECRET.",
        "kfe1 ROOT SECRET",
        "kfe1.ROOT.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB",
        "kfe1.AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB.SECRET",
        "kfe1.ROOT.====",
        "kfe1.ROOT.SECRET\u0000"
      })
  void anythingElseIsRefusedWithoutRepeatingIt(String template) {
    var text = template.replace("ROOT", ROOT).replace("SECRET", SECRET);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> EnrollmentToken.parse(text))
        .withMessageNotContainingAny(SECRET, "AAAAAAAA")
        .withNoCause();
  }
}
