package org.keyferry.agent.probe;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.keyferry.protocol.pki.Printable;

/// What is spoken before the TLS handshake.
public enum Protocol {

  /// Nothing: the handshake comes first, as in HTTPS.
  TLS,

  /// SMTP, then STARTTLS (RFC 3207).
  SMTP,

  /// IMAP, then STARTTLS (RFC 9051 §6.2.1).
  IMAP;

  /// @param text as it is written in settings and reports: `tls`, `smtp`, `imap`
  public static Protocol parse(String text) {
    return Arrays.stream(values())
        .filter(each -> each.word().equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "'"
                    + Printable.of(text)
                    + "' is not a protocol; there are "
                    + Arrays.stream(values())
                        .map(Protocol::word)
                        .collect(Collectors.joining(", "))));
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
