package org.keyferry.officer.cli;

/// A command that cannot end well, though nothing failed: the message says why, the code says
/// which.
final class Ended extends RuntimeException {

  private final ExitCode code;

  Ended(ExitCode code, String sentence) {
    super(sentence);
    this.code = code;
  }

  ExitCode code() {
    return code;
  }
}
