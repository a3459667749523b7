package org.keyferry.repository.certificate;

import java.util.Arrays;
import org.keyferry.protocol.pki.Printable;

/// How control over a name is shown to the CA (RFC 8555 §8).
public enum ChallengeType {

  /// RFC 8555 §8.3. Not for wildcards.
  HTTP_01("http-01"),

  /// RFC 8555 §8.4.
  DNS_01("dns-01");

  private final String label;

  ChallengeType(String label) {
    this.label = label;
  }

  /// @throws IllegalArgumentException naming the types there are
  public static ChallengeType parse(String text) {
    return Arrays.stream(values())
        .filter(each -> each.label.equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "challenge '" + Printable.of(text) + "' is none of " + Arrays.toString(values())));
  }

  /// As ACME writes it: `http-01`.
  @Override
  public String toString() {
    return label;
  }
}
