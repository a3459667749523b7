package org.keyferry.officer.cli;

import java.util.Optional;

/// Who reads and types.
public interface Terminal {

  /// Whether a person sits at both ends; else output goes to a file or a program.
  boolean isInteractive();

  /// Characters in a line.
  int columns();

  /// @return what was typed, or empty at the end of input
  Optional<String> ask(String question);

  /// As [#ask], and what is typed is not shown.
  ///
  /// @return the asker overwrites it
  Optional<char[]> askSecret(String question);
}
