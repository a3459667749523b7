package org.keyferry.custody;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.RevocationReason;

/// What a CA says gets into what a key signs no further than its alphabet.
class RevocationStatementTest {

  private static final String URL = "https://ca.example/acme/revoke-cert?x=%22";

  @Test
  void whatCasSayIsTaken() {
    assertThatCode(() -> statement(URL, "oFvnlFP1wIhRlYS2jTaXbA")).doesNotThrowAnyException();
  }

  /// RFC 8555 §6.5.1: "the value of the 'nonce' header parameter MUST be an octet string, encoded
  /// according to the base64url encoding".
  @ParameterizedTest
  @ValueSource(strings = {"", "a\",\"kid\":\"x", "a\\", "a b", "a+b/c==", "\u00e4"})
  void whatIsNoNonceIsRefused(String nonce) {
    assertThatIllegalArgumentException().isThrownBy(() -> statement(URL, nonce));
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://ca.example/", "urn:x:y", "/revoke"})
  void whatIsNoHttpsIsRefused(String url) {
    assertThatIllegalArgumentException().isThrownBy(() -> statement(url, "nonce"));
  }

  private static RevocationStatement statement(String url, String nonce) {
    return new RevocationStatement(
        URI.create(url), nonce, Bytes.of(new byte[0]), RevocationReason.SUPERSEDED);
  }
}
