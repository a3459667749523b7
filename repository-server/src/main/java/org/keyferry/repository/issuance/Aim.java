package org.keyferry.repository.issuance;

import java.util.Arrays;
import java.util.Locale;
import org.keyferry.protocol.pki.Printable;

/// What an order is to lead to.
public enum Aim {

  /// A new version of the certificate.
  PUBLISH,

  /// The knowledge that the CA would issue: it ends before the request is handed in, publishes
  /// nothing, and leaves the date of the renewal as it is.
  REHEARSE;

  /// @throws IllegalArgumentException naming the aims there are
  public static Aim parse(String text) {
    return Arrays.stream(values())
        .filter(each -> each.toString().equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "aim '" + Printable.of(text) + "' is none of " + Arrays.toString(values())));
  }

  /// As JSON and rows have it: `publish`.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
