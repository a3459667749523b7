package org.keyferry.repository.notice.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.keyferry.repository.notice.Channel;
import org.keyferry.repository.notice.ChannelFailure;
import org.keyferry.repository.notice.Notice;
import org.keyferry.repository.notice.NoticeDocuments;

/// A [Channel] by HTTPS POST. Follows no redirect: the receiver is who the settings say.
@ApplicationScoped
class WebhookChannel implements Channel {

  private static final int SUCCESS = 2; // 2xx

  private final WebhookConfig config;
  private final ObjectMapper json;
  private final InstantSource clock;

  WebhookChannel(WebhookConfig config, ObjectMapper json, InstantSource clock) {
    this.config = config;
    this.json = json;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "webhook";
  }

  @Override
  public boolean isConfigured() {
    return config.url().isPresent();
  }

  @Override
  public void send(Notice notice) {
    var url = url();
    var body = bodyOf(notice);
    var id = notice.id().toString();
    var now = clock.instant();
    var request =
        HttpRequest.newBuilder(url)
            .timeout(config.timeout())
            .header("Content-Type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", Long.toString(now.getEpochSecond()))
            .header("webhook-signature", secret().sign(id, now, body))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try (var client = client()) {
      var answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      answer.body().close(); // unread: it need not ever end
      var status = answer.statusCode();
      if (status / 100 != SUCCESS) {
        throw new ChannelFailure(url + " answered with " + status + " instead of 2xx");
      }
    } catch (IOException failure) {
      throw new ChannelFailure(
          url + " was not reached: " + reasonOf(failure) + "; look at keyferry.webhook", failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new ChannelFailure("the repository is being stopped", interrupted);
    }
  }

  private URI url() {
    var url = config.url().orElseThrow();
    if (!"https".equals(url.getScheme()) || url.getHost() == null) {
      throw new ChannelFailure("keyferry.webhook.url is an https URL, not " + url);
    }
    return url;
  }

  private WebhookSecret secret() {
    return WebhookSecret.in(
        config
            .secretFile()
            .orElseThrow(() ->
                new ChannelFailure(
                    "keyferry.webhook.secret-file is missing: nothing is sent unsigned")));
  }

  private byte[] bodyOf(Notice notice) {
    try {
      return json.writeValueAsBytes(NoticeDocuments.of(notice));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("it is text and lists of it", impossible);
    }
  }

  private HttpClient client() {
    var builder =
        HttpClient.newBuilder()
            .connectTimeout(config.timeout())
            .followRedirects(HttpClient.Redirect.NEVER);
    config.trustFile().map(WebhookChannel::trusting).ifPresent(builder::sslContext);
    return builder.build();
  }

  private static SSLContext trusting(Path file) {
    try (var pem = Files.newInputStream(file)) {
      var anchors = KeyStore.getInstance(KeyStore.getDefaultType());
      anchors.load(null, null);
      for (var each : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
        anchors.setCertificateEntry(Integer.toString(anchors.size()), each);
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(anchors);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException unusable) {
      throw new ChannelFailure(
          "keyferry.webhook.trust-file " + file + " is no PEM of certificates", unusable);
    }
  }

  private static String reasonOf(IOException failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }
}
