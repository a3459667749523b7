package org.keyferry.repository.certificate;

import java.util.Arrays;
import java.util.Locale;
import org.keyferry.protocol.pki.Printable;

/// Where the private key of a certificate lives.
public enum Custody {

  /// Made in the HSM, sealed to each agent that holds a grant.
  SEALED;

  /// @throws IllegalArgumentException naming the kinds there are
  public static Custody parse(String text) {
    return Arrays.stream(values())
        .filter(each -> each.toString().equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "custody '" + Printable.of(text) + "' is none of " + Arrays.toString(values())));
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
