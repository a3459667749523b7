package org.keyferry.testkit.acme;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// When the CA wants a certificate renewed (RFC 9773 §4.2).
///
/// @param explanation why the window is where it is
public record RenewalWindow(Instant start, Instant end, Optional<URI> explanation) {

  /// Around two thirds of the life.
  static RenewalWindow usual(X509Certificate leaf) {
    var notBefore = leaf.getNotBefore().toInstant();
    var life = Duration.between(notBefore, leaf.getNotAfter().toInstant());
    return new RenewalWindow(
        notBefore.plus(life.multipliedBy(64).dividedBy(100)),
        notBefore.plus(life.multipliedBy(70).dividedBy(100)),
        Optional.empty());
  }
}
