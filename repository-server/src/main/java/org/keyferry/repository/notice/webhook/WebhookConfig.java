package org.keyferry.repository.notice.webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// Where notices are posted to. Without `url` none are posted.
@ConfigMapping(prefix = "keyferry.webhook")
interface WebhookConfig {

  /// An https URL.
  Optional<URI> url();

  /// File with the shared secret: `whsec_` and 24 to 64 octets in base64, as Standard Webhooks has
  /// it. It is read at each use.
  Optional<Path> secretFile();

  /// File with the certificates (PEM) that the receiver's must chain to; without it, the roots of
  /// the JDK.
  Optional<Path> trustFile();

  /// Longest wait for the receiver.
  @WithDefault("15s")
  Duration timeout();
}
