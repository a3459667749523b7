package org.keyferry.repository.issuance;

import java.util.Locale;
import java.util.Set;

/// One property of a CAA record (RFC 8659 §4.1).
///
/// @param isCritical a CA that does not know the tag must not issue
/// @param tag lower case
/// @param value as it stands there
public record CaaRecord(boolean isCritical, String tag, String value) {

  /// Tags of RFC 8659 and those that are registered beside them: a critical one is no surprise.
  private static final Set<String> KNOWN =
      Set.of("issue", "issuewild", "iodef", "issuemail", "contactemail", "contactphone");

  public CaaRecord {
    tag = tag.toLowerCase(Locale.ROOT); // "matching is case insensitive"
  }

  /// Whether it forbids all issuance by being there (RFC 8659 §4.1, Issuer Critical Flag).
  public boolean isUnknownAndCritical() {
    return isCritical && !KNOWN.contains(tag);
  }
}
