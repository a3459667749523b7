package org.keyferry.repository.app.command;

import org.jspecify.annotations.Nullable;

/// A command cannot do its work. The message is the sentence to print.
final class CommandFailure extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final ExitCode code;

  CommandFailure(ExitCode code, String sentence, @Nullable Throwable cause) {
    super(sentence, cause);
    this.code = code;
  }

  /// Passes on the sentence of one who knows more.
  static CommandFailure of(ExitCode code, RuntimeException failure) {
    return new CommandFailure(code, String.valueOf(failure.getMessage()), failure);
  }

  ExitCode code() {
    return code;
  }
}
