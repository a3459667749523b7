package org.keyferry.repository.notice.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keyferry.repository.notice.ChannelFailure;

class WebhookSecretTest {

  @TempDir private Path directory;

  /// The example with which libraries of Standard Webhooks test themselves.
  @Test
  void itSignsAsTheStandardDoes() throws IOException {
    var secret = WebhookSecret.in(file("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));

    var signature =
        secret.sign(
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            Instant.ofEpochSecond(1614265330),
            "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8));

    assertThat(signature).isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "secret", "whsec_", "whsec_%%%", "whsec_c2hvcnQ="})
  void whatIsNoSecretIsRefusedWithoutShowingIt(String text) {
    assertThatExceptionOfType(ChannelFailure.class)
        .isThrownBy(() -> WebhookSecret.in(file(text)))
        .withMessageContaining("has to hold whsec_ and 24 to 64 octets")
        .withMessageNotContaining("c2hvcnQ");
  }

  @Test
  void aFileThatOthersMayReadIsRefused() throws IOException {
    var file = file("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

    assertThatExceptionOfType(ChannelFailure.class)
        .isThrownBy(() -> WebhookSecret.in(file))
        .withMessageContaining("set its mode to 0600");
  }

  private Path file(String text) throws IOException {
    var file = Files.writeString(directory.resolve("secret"), text + "\n");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
