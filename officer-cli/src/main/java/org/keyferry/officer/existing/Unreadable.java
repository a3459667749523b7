package org.keyferry.officer.existing;

/// A key that cannot be used as it is. The message says why, and what to do.
final class Unreadable extends Exception {

  Unreadable(String reason) {
    super(reason);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
