package org.keyferry.protocol.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keyferry.protocol.agent.Challenges.Answer;

/// "token: [...] MUST NOT contain any characters outside the base64url alphabet" (RFC 8555 §8.3).
class ChallengesTest {

  private static final String THUMBPRINT = "9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI";

  @Test
  void anAnswerIsATokenAndItsKeyAuthorization() {
    var answer = new Answer("LoqXcYV8-q5ONbJQxbmR_7", "LoqXcYV8-q5ONbJQxbmR_7." + THUMBPRINT);

    assertThat(answer.keyAuthorization()).startsWith(answer.token());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "../x",
        "a/b",
        "/etc/passwd",
        "a.b",
        "a b",
        "a\0b",
        "ä",
        "a\n",
        "~"
      })
  void whatIsNotBase64UrlIsNoToken(String token) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Answer(token, token + "." + THUMBPRINT))
        .withMessageContaining("base64url");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "token",
        "token.",
        "other.9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI",
        "token.9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI\n",
        "token.<script>"
      })
  void nothingButAKeyAuthorizationOfTheTokenIsAnswered(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Answer("token", text))
        .withMessageContaining("not the key authorization of token");
  }

  @Test
  void aTokenIsNoLongerThanAFileNameMayBe() {
    assertThat(Answer.isToken("x".repeat(128))).isTrue();
    assertThat(Answer.isToken("x".repeat(129))).isFalse();
  }
}
