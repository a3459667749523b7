package org.keyferry.agent.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import picocli.AutoComplete;

/// Prints the completion script for bash, for the packages. `generate-completion` is the same for
/// hosts without a package.
final class CompletionScript {

  private CompletionScript() {}

  public static void main(String... arguments) {
    try (var out =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8)) {
      AutoComplete.bash("keyferry-agent", AgentCommands.all())
          .lines()
          .dropWhile(line -> line.startsWith("#!")) // it is read, not run
          .forEach(out::println);
    }
  }
}
