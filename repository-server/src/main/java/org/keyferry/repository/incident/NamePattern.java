package org.keyferry.repository.incident;

import java.util.regex.Pattern;
import org.keyferry.protocol.pki.Printable;

/// Names, with `*` for any characters and `?` for one: `shop-*`, `*.example.org`.
///
/// A star is a star everywhere: `*.example.org` finds the wildcard and all names below.
public record NamePattern(String value) {

  private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9._*?-]{1,253}");

  public NamePattern {
    if (!SYNTAX.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "not a pattern of names such as shop-* or *.example.org: " + Printable.of(value));
    }
  }

  /// As SQL's `like` has it, with `\` before what is meant as it stands.
  public String toLike() {
    return value.replace("_", "\\_").replace('*', '%').replace('?', '_');
  }

  @Override
  public String toString() {
    return value;
  }
}
