package org.keyferry.repository.incident;

import java.util.Arrays;
import java.util.Locale;
import org.keyferry.protocol.pki.Printable;

/// Which key signs the request (RFC 8555 §7.6).
public enum RevocationKey {
  /// Of the repository's account at the CA; if the CA refuses it, the certificate's.
  ACCOUNT,
  /// Of the certificate itself. No account is needed.
  CERTIFICATE;

  /// @throws IllegalArgumentException naming the keys there are
  public static RevocationKey parse(String text) {
    return Arrays.stream(values())
        .filter(each -> each.toString().equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "key " + Printable.of(text) + " is none of " + Arrays.toString(values())));
  }

  /// As JSON and rows have it: `account`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
