package org.keyferry.agent.adopt;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.keyferry.protocol.pki.DnsName;

/// Names as servers are configured with them.
final class Names {

  /// A label that nobody has a server block for, below a wildcard.
  private static final String ANY_LABEL = "keyferry-probe.";

  private static final int LONGEST = 48; // room for a server before it and a number behind it

  private Names() {}

  /// Whether a client can ask for it as it stands.
  static boolean isExact(String name) {
    return parsed(name).filter(each -> !each.isWildcard()).isPresent();
  }

  /// Whether a certificate with `covering` is good for `name` (RFC 9525 §6.3).
  static boolean covers(String covering, String name) {
    var one = covering.toLowerCase(Locale.ROOT);
    var other = parsed(name).map(DnsName::value).orElse(name.toLowerCase(Locale.ROOT));
    if (one.equals(other)) {
      return true;
    }
    var dot = other.indexOf('.');
    return one.startsWith("*.") && dot > 0 && one.substring(1).equals(other.substring(dot));
  }

  /// A name to ask for so that a server which is configured with `name` is meant.
  static Optional<String> asked(String name) {
    if (name.startsWith("*.")) {
      return parsed(name).map(each -> ANY_LABEL + each.base());
    }
    return parsed(name.startsWith(".") ? name.substring(1) : name).map(DnsName::value);
  }

  /// A name for people that is made of a DNS name; `certificate` if nothing of it can be used.
  static String display(List<String> names) {
    for (var name : names) {
      var made = name.replaceFirst("^\\*\\.", "wildcard.").replaceAll("[^A-Za-z0-9._-]", "-");
      made = made.length() > LONGEST ? made.substring(0, LONGEST) : made;
      made = made.replaceFirst("^[._-]+", "").replaceFirst("[._-]+$", "").replace("..", ".");
      if (!made.isEmpty()) {
        return made;
      }
    }
    return "certificate";
  }

  private static Optional<DnsName> parsed(String name) {
    try {
      return Optional.of(DnsName.parse(name));
    } catch (IllegalArgumentException other) {
      return Optional.empty();
    }
  }
}
