package org.keyferry.repository.notice.webhook;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.keyferry.repository.custody.SecretFile;
import org.keyferry.repository.notice.ChannelFailure;

/// Signs as Standard Webhooks 1.0 says: HMAC-SHA256 over id, time and body, each behind a dot. A
/// receiver compares the signature, and refuses a time that is more than some minutes off.
final class WebhookSecret {

  private static final String ALGORITHM = "HmacSHA256";
  private static final String PREFIX = "whsec_";
  private static final int SHORTEST = 24;
  private static final int LONGEST = 64;

  private final SecretKeySpec key;

  private WebhookSecret(SecretKeySpec key) {
    this.key = key;
  }

  /// @throws ChannelFailure naming the file and what it should have
  static WebhookSecret in(Path file) {
    var octets = octetsIn(file);
    if (octets.length < SHORTEST || octets.length > LONGEST) {
      throw malformed(file);
    }
    return new WebhookSecret(new SecretKeySpec(octets, ALGORITHM));
  }

  /// The value of the header `webhook-signature`.
  String sign(String id, Instant at, byte[] body) {
    try {
      var mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      mac.update((id + "." + at.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
    }
  }

  private static byte[] octetsIn(Path file) {
    try {
      var text = SecretFile.read(file);
      if (!text.startsWith(PREFIX)) {
        throw malformed(file);
      }
      return Base64.getDecoder().decode(text.substring(PREFIX.length()));
    } catch (IOException unreadable) {
      throw new ChannelFailure(
          "keyferry.webhook.secret-file " + file + " cannot be used: " + unreadable.getMessage(),
          unreadable);
    } catch (IllegalArgumentException notBase64) {
      throw malformed(file);
    }
  }

  private static ChannelFailure malformed(Path file) {
    return new ChannelFailure(
        "keyferry.webhook.secret-file "
            + file
            + " has to hold whsec_ and 24 to 64 octets in base64: printf 'whsec_%s\\n' \"$(openssl"
            + " rand -base64 32)\"");
  }
}
