package org.keyferry.protocol.pki;

import static java.util.stream.Collectors.joining;

import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/// A DNS identifier (RFC 8555 §9.7.7) in the form in which it goes into a certificate: lower case
/// A-labels (RFC 5890), no trailing dot, at most one leading `*.` label.
public record DnsName(String value) implements Identifier {

  private static final Pattern SYNTAX =
      Pattern.compile(
          "(\\*\\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final Pattern NUMBER_AT_THE_END = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");
  private static final int MAX_LENGTH = 253; // RFC 1035 §2.3.4, less length octets and root

  public DnsName {
    if (value.length() > MAX_LENGTH || !SYNTAX.matcher(value).matches()) {
      throw refused(value, "labels of 1 to 63 letters, digits and hyphens, and at least two");
    }
    if (NUMBER_AT_THE_END.matcher(value).matches()) {
      throw refused(value, "a name that ends in a number reads as an IP address");
    }
    for (var label : value.split("\\.", -1)) {
      if (label.startsWith("--", 2)) { // RFC 5891 §4.2.3.1
        requireALabel(label, value);
      }
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
    if (name.length() > MAX_LENGTH) {
      throw refused(text, "at most " + MAX_LENGTH + " characters");
    }
    return new DnsName(
        Arrays.stream(name.split("\\.", -1))
            .map(label -> canonical(label, text))
            .collect(joining(".")));
  }

  @Override
  public boolean isWildcard() {
    return value.startsWith("*.");
  }

  /// The name that a CA validates: without the leading `*.` (RFC 8555 §7.1.3).
  @Override
  public DnsName base() {
    return isWildcard() ? new DnsName(value.substring(2)) : this;
  }

  @Override
  public String toString() {
    return value;
  }

  private static String canonical(String label, String text) {
    if (label.chars().allMatch(each -> each < 0x80)) {
      return label.toLowerCase(Locale.ROOT);
    }
    try {
      return InternationalLabel.toALabel(label);
    } catch (IllegalArgumentException refused) {
      throw refused(text, "a label is no U-label (RFC 5890), or would turn into another");
    }
  }

  private static void requireALabel(String label, String value) {
    try {
      InternationalLabel.requireALabel(label);
    } catch (IllegalArgumentException refused) {
      throw refused(value, "a label looks like an A-label (RFC 5890) and is none");
    }
  }

  private static IllegalArgumentException refused(String text, String rule) {
    return new IllegalArgumentException(
        "not a DNS identifier: '" + Printable.of(text) + "' (" + rule + ")");
  }
}
