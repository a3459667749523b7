package org.keyferry.officer.cli;

import java.util.Locale;

/// How answers are written.
enum OutputFormat {
  /// For people.
  TABLE,
  /// For programs: the records of the officer API.
  JSON;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
