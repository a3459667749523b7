package org.keyferry.protocol.pki;

import java.util.regex.Pattern;

/// What people call a certificate, an agent, a policy, a CA, an officer: 1 to 63 of `A-Z a-z 0-9 .
/// _ -`, starting and ending with a letter or digit, without `..`.
///
/// A name is for people; nothing is authorized by it.
public record DisplayName(String value) implements Comparable<DisplayName> {

  private static final Pattern SYNTAX =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");

  public DisplayName {
    if (!SYNTAX.matcher(value).matches() || value.contains("..")) {
      throw new IllegalArgumentException(
          "name '"
              + Printable.of(value)
              + "' is not 1 to 63 letters, digits, '.', '_', '-' between two letters or digits");
    }
  }

  @Override
  public int compareTo(DisplayName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
