package org.keyferry.repository.notice.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.repository.notice.AnyNotice;
import org.keyferry.repository.notice.ChannelFailure;

/// A real mail server takes the notices, or does not.
class MailChannelIT {

  private final Vertx vertx = Vertx.vertx();
  private final GreenMail server =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

  @TempDir private Path directory;

  @BeforeEach
  void begin() {
    server.start();
  }

  @AfterEach
  void end() {
    server.stop();
    vertx.close();
  }

  @Test
  void aNoticeArrives() throws Exception {
    channel(settings(MailConfig.Security.NONE)).send(AnyNotice.ofOneCondition());

    var received = server.getReceivedMessages();
    assertThat(received).hasSize(2); // GreenMail has one for each mailbox
    assertThat(received[0].getSubject()).isEqualTo("Keyferry: drift www on web1");
    assertThat(received[0].getMessageID())
        .isEqualTo("<00000000-0000-0000-0000-000000000007@keyferry.invalid>");
    assertThat(received[0].getHeader("Auto-Submitted")).containsExactly("auto-generated");
    assertThat(GreenMailUtil.getBody(received[0]).replaceAll("=\\r?\\n", ""))
        .contains("behind: it waits");
  }

  @Test
  void withoutTlsNothingIsSentUnlessTheSettingsSaySo() {
    assertThatExceptionOfType(ChannelFailure.class)
        .isThrownBy(
            () -> channel(settings(MailConfig.Security.STARTTLS)).send(AnyNotice.ofOneCondition()))
        .withMessageContaining("did not take the message")
        .withMessageContaining("STARTTLS");
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @Test
  void aPasswordIsNeverSentInClear() throws Exception {
    var password = Files.writeString(directory.resolve("password"), "not-for-the-wire\n");
    var settings =
        new Settings(
            server.getSmtp().getPort(),
            MailConfig.Security.NONE,
            Optional.of("keyferry"),
            Optional.of(password));

    assertThatExceptionOfType(ChannelFailure.class)
        .isThrownBy(() -> channel(settings).send(AnyNotice.ofOneCondition()))
        .withMessageContaining("no password is sent")
        .withMessageNotContaining("not-for-the-wire");
  }

  @Test
  void aServerThatIsAwayIsNamed() {
    var settings = settings(MailConfig.Security.NONE);
    server.stop();

    assertThatExceptionOfType(ChannelFailure.class)
        .isThrownBy(() -> channel(settings).send(AnyNotice.ofOneCondition()))
        .withMessageContaining("the mail server 127.0.0.1 did not take the message")
        .withMessageContaining("keyferry.mail");
  }

  private MailChannel channel(Settings settings) {
    return new MailChannel(settings, vertx);
  }

  private Settings settings(MailConfig.Security security) {
    return new Settings(server.getSmtp().getPort(), security, Optional.empty(), Optional.empty());
  }

  private record Settings(
      int smtp,
      MailConfig.Security security,
      Optional<String> username,
      Optional<Path> passwordFile)
      implements MailConfig {

    @Override
    public Optional<String> server() {
      return Optional.of("127.0.0.1");
    }

    @Override
    public OptionalInt port() {
      return OptionalInt.of(smtp);
    }

    @Override
    public Optional<Path> trustFile() {
      return Optional.empty();
    }

    @Override
    public Optional<String> from() {
      return Optional.of("keyferry@example.test");
    }

    @Override
    public Optional<List<String>> to() {
      return Optional.of(List.of("night@example.test", "day@example.test"));
    }

    @Override
    public Duration timeout() {
      return Duration.ofSeconds(20);
    }
  }
}
