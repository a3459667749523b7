package org.keyferry.protocol.pki;

import java.net.IDN;
import java.util.Locale;
import java.util.regex.Pattern;

/// A DNS identifier (RFC 8555 §9.7.7) in the form in which it goes into a certificate: lower case
/// A-labels (RFC 5890), no trailing dot, at most one leading `*.` label.
public record DnsName(String value) implements Comparable<DnsName> {

  private static final Pattern SYNTAX =
      Pattern.compile(
          "(\\*\\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern ALL_DIGITS_AT_THE_END = Pattern.compile("(.*\\.)?[0-9]+");
  private static final int MAX_LENGTH = 253; // RFC 1035 §2.3.4, less length octets and root

  public DnsName {
    if (value.length() > MAX_LENGTH
        || !SYNTAX.matcher(value).matches()
        || ALL_DIGITS_AT_THE_END.matcher(value).matches()) {
      throw new IllegalArgumentException("not a DNS identifier: " + Printable.of(value));
    }
    for (var label : value.split("\\.", -1)) {
      requireHonestLabel(label);
    }
  }

  /// Accepts what a person types: upper case, U-labels, a trailing dot.
  ///
  /// @throws IllegalArgumentException naming the text, made printable
  public static DnsName parse(String text) {
    var name = text.strip();
    if (name.endsWith(".")) {
      name = name.substring(0, name.length() - 1);
    }
    try {
      return new DnsName(IDN.toASCII(name, IDN.USE_STD3_ASCII_RULES).toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException refused) {
      return new DnsName(name.toLowerCase(Locale.ROOT)); // a wildcard, or the clearer refusal
    }
  }

  public boolean isWildcard() {
    return value.startsWith("*.");
  }

  /// The name that a CA validates: without the leading `*.` (RFC 8555 §7.1.3).
  public DnsName base() {
    return isWildcard() ? new DnsName(value.substring(2)) : this;
  }

  @Override
  public int compareTo(DnsName other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }

  /// An A-label that does not decode, or decodes to plain ASCII, is made to deceive (RFC 5890
  /// §2.3.2.1); hyphens in third and fourth place are for A-labels only (RFC 5891 §4.2.3.1).
  private static void requireHonestLabel(String label) {
    var reserved = label.length() > 3 && label.startsWith("--", 2);
    if (!reserved) {
      return;
    }
    var unicode = label.startsWith("xn--") ? IDN.toUnicode(label) : label;
    if (unicode.equals(label) || unicode.chars().allMatch(each -> each < 0x80)) {
      throw new IllegalArgumentException("not an A-label: " + label);
    }
  }
}
