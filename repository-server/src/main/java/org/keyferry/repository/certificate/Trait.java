package org.keyferry.repository.certificate;

import java.util.Arrays;
import java.util.Locale;
import org.keyferry.protocol.pki.Printable;

/// What a certificate may have, and a policy may forbid.
public enum Trait {

  /// A common name in its subject. TLS clients look at the subject alternative names alone (RFC
  /// 9525 §2), and profiles of CAs leave it out.
  COMMON_NAME,

  /// The address of an OCSP responder (RFC 5280 §4.2.2.1): a client may ask it, and wait.
  OCSP;

  /// @throws IllegalArgumentException naming the traits there are
  public static Trait parse(String text) {
    return Arrays.stream(values())
        .filter(each -> each.toString().equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "trait '" + Printable.of(text) + "' is none of " + Arrays.toString(values())));
  }

  /// As JSON and rows have it: `common-name`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
