package org.keyferry.agent.doctor;

import java.util.Locale;

/// What came of one check.
public enum Verdict {
  /// As it should be.
  OK,

  /// It works, and somebody should look.
  WARNING,

  /// It does not work, or will not.
  FAILED,

  /// It could not be looked at, or there is nothing to look at yet.
  SKIPPED;

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
