package org.keyferry.agent.cycle;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.keyferry.protocol.pki.Printable;

/// What reads the certificate of a target.
public enum Kind {
  NGINX,
  APACHE,
  HAPROXY,
  TOMCAT,
  CADDY,
  POSTFIX,
  DOVECOT,

  /// Something else, which reads files.
  FILES;

  /// @param text as it is written in settings and reports: `nginx`, `files`, …
  public static Kind parse(String text) {
    return Arrays.stream(values())
        .filter(each -> each.word().equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "'"
                    + Printable.of(text)
                    + "' is not a kind of target; there are "
                    + Arrays.stream(values()).map(Kind::word).collect(Collectors.joining(", "))
                    + ", and files is for all others"));
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
