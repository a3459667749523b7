package org.keyferry.agent.reload;

/// How a command ended.
public sealed interface CommandOutcome {

  /// Exit code 0, or there was nothing to run.
  record Succeeded() implements CommandOutcome {}

  /// @param reason a sentence with the end of what the command printed
  record Failed(String reason) implements CommandOutcome {}

  /// It did not end in time; it was killed, with what it had started.
  ///
  /// @param reason a sentence
  record Hung(String reason) implements CommandOutcome {}
}
