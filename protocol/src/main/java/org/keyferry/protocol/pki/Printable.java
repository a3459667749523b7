package org.keyferry.protocol.pki;

import java.util.Locale;

/// Text from outside, made fit for a line that a person reads.
public final class Printable {

  private static final int MAX_LENGTH = 200;

  private Printable() {}

  /// What has no shape of its own (control, format, surrogate, private use) becomes `\\uXXXX`, and
  /// at most 200 characters stay.
  public static String of(String untrusted) {
    var shown = new StringBuilder();
    untrusted
        .codePoints()
        .limit(MAX_LENGTH)
        .forEach(each -> {
          switch (Character.getType(each)) {
            case Character.CONTROL,
                Character.FORMAT,
                Character.SURROGATE,
                Character.LINE_SEPARATOR,
                Character.PARAGRAPH_SEPARATOR,
                Character.PRIVATE_USE,
                Character.UNASSIGNED ->
                shown.append(String.format(Locale.ROOT, "\\u%04x", each));
            default -> shown.appendCodePoint(each);
          }
        });
    return untrusted.codePointCount(0, untrusted.length()) > MAX_LENGTH
        ? shown.append('…').toString()
        : shown.toString();
  }
}
