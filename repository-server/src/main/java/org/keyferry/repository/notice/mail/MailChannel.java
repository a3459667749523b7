package org.keyferry.repository.notice.mail;

import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.StartTLSOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.repository.custody.SecretFile;
import org.keyferry.repository.notice.Channel;
import org.keyferry.repository.notice.ChannelFailure;
import org.keyferry.repository.notice.Notice;
import org.keyferry.repository.notice.NoticeText;

/// A [Channel] by SMTP. The Message-ID is that of the notice, so a message that was sent twice is
/// shown once by what looks for that.
@ApplicationScoped
class MailChannel implements Channel {

  private static final int SUBMISSION = 587;
  private static final int SUBMISSIONS = 465;
  private static final int SMTP = 25;

  private final MailConfig config;
  private final Vertx vertx;

  MailChannel(MailConfig config, Vertx vertx) {
    this.config = config;
    this.vertx = vertx;
  }

  @Override
  public String name() {
    return "mail";
  }

  @Override
  public boolean isConfigured() {
    return config.server().isPresent();
  }

  @Override
  public void send(Notice notice) {
    var client = MailClient.create(vertx, settings());
    try {
      client
          .sendMail(messageOf(notice))
          .toCompletionStage()
          .toCompletableFuture()
          .get(config.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException refused) {
      throw failure(reasonOf(refused), refused);
    } catch (TimeoutException late) {
      throw failure("it did not take the message within " + config.timeout(), late);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw failure("the repository is being stopped", interrupted);
    } finally {
      client.close();
    }
  }

  private MailMessage messageOf(Notice notice) {
    var text = NoticeText.of(notice);
    var from = required("from", config.from());
    var message =
        new MailMessage()
            .setFrom(from)
            .setTo(recipients())
            .setSubject(text.subject())
            .setText(text.body())
            .setFixedHeaders(false);
    message.addHeader("Auto-Submitted", "auto-generated"); // RFC 3834: no answer by machines
    message.addHeader("Message-ID", "<" + notice.id() + "@keyferry.invalid>");
    return message;
  }

  private io.vertx.ext.mail.MailConfig settings() {
    var settings =
        new io.vertx.ext.mail.MailConfig()
            .setHostname(required("server", config.server()))
            .setPort(config.port().orElseGet(this::usualPort))
            .setKeepAlive(false);
    switch (config.security()) {
      case STARTTLS -> settings.setStarttls(StartTLSOptions.REQUIRED);
      case TLS -> settings.setSsl(true).setStarttls(StartTLSOptions.DISABLED);
      case NONE -> settings.setStarttls(StartTLSOptions.DISABLED);
    }
    settings.setHostnameVerificationAlgorithm("HTTPS"); // RFC 7817: as HTTPS does it
    config
        .trustFile()
        .ifPresent(
            each -> settings.setTrustOptions(new PemTrustOptions().addCertPath(each.toString())));
    config
        .username()
        .ifPresentOrElse(
            each -> withAccount(settings, each), () -> settings.setLogin(LoginOption.DISABLED));
    return settings;
  }

  private void withAccount(io.vertx.ext.mail.MailConfig settings, String username) {
    if (config.security() == MailConfig.Security.NONE) {
      throw new ChannelFailure(
          "keyferry.mail.security is none, so no password is sent: set starttls or tls, or"
              + " leave username away");
    }
    var file =
        config
            .passwordFile()
            .orElseThrow(
                () -> new ChannelFailure("keyferry.mail.password-file is missing beside username"));
    settings.setLogin(LoginOption.REQUIRED).setUsername(username).setPassword(passwordIn(file));
  }

  private static String passwordIn(Path file) {
    try {
      return SecretFile.read(file);
    } catch (IOException unreadable) {
      throw new ChannelFailure(
          "keyferry.mail.password-file " + file + " cannot be used: " + unreadable.getMessage(),
          unreadable);
    }
  }

  private int usualPort() {
    return switch (config.security()) {
      case STARTTLS -> SUBMISSION;
      case TLS -> SUBMISSIONS;
      case NONE -> SMTP;
    };
  }

  private List<String> recipients() {
    var to = config.to().orElse(List.of());
    if (to.isEmpty()) {
      throw new ChannelFailure("keyferry.mail.to names nobody: set addresses there");
    }
    return to;
  }

  private static String required(String setting, Optional<String> value) {
    return value.orElseThrow(() ->
        new ChannelFailure(
            String.format(Locale.ROOT, "keyferry.mail.%s is missing: set it", setting)));
  }

  private ChannelFailure failure(String why, Exception cause) {
    return new ChannelFailure(
        "the mail server "
            + config.server().orElse("")
            + " did not take the message: "
            + why
            + "; look at keyferry.mail",
        cause);
  }

  private static String reasonOf(ExecutionException refused) {
    var cause = refused.getCause();
    return Printable.of(String.valueOf(cause == null ? refused : cause.getMessage()));
  }
}
