package org.keyferry.repository.issuance;

/// What came of a look at what a CA would see.
public sealed interface Outlook {

  /// Nothing stands in the way.
  record Clear() implements Outlook {}

  /// The CA would say no.
  ///
  /// @param sentence what stands in the way, and what to mend
  record Obstructed(String sentence) implements Outlook {}
}
