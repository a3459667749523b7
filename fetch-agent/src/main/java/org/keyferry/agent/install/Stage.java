package org.keyferry.agent.install;

import java.util.Arrays;
import java.util.Locale;

/// The steps of an installation, in their order. The journal, the log, `status` and reports call
/// them by these names and numbers.
public enum Stage {
  /// What is to be installed, and whether now.
  PLAN(1),
  /// Key and chain are opened and written beside what is in force.
  STAGE(2),
  /// What was written is read back: key and leaf belong together.
  CHECK(3),
  /// One file is renamed: whoever reads from now on reads the new version.
  SWITCH(4),
  /// The server says whether it would start with it.
  VALIDATE(5),
  /// The server is told to read it.
  RELOAD(6),
  /// Every listener is asked what it presents.
  PROBE(7),
  /// The repository is told.
  REPORT(8);

  private final int number;

  Stage(int number) {
    this.number = number;
  }

  /// From 1 on.
  public int number() {
    return number;
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// @param word as [#word] has it
  public static Stage parse(String word) {
    return Arrays.stream(values())
        .filter(each -> each.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("not a stage of an installation"));
  }

  /// For logs, in one word: `5/8-validate`.
  @Override
  public String toString() {
    return number() + "/" + values().length + "-" + word();
  }
}
