package org.keyferry.officer.app;

import java.util.Locale;
import java.util.Optional;
import org.keyferry.officer.cli.Terminal;

/// The terminal that the process was started from, if any.
@SuppressWarnings("SystemConsoleNull") // JDK 25 has null again where there is no terminal
final class ConsoleTerminal implements Terminal {

  private static final int USUAL = 80;

  @Override
  public boolean isInteractive() {
    var console = System.console();
    return console != null && console.isTerminal();
  }

  /// As the shell says by COLUMNS, if it was exported.
  @Override
  public int columns() {
    var said = System.getenv("COLUMNS");
    return said != null && said.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(said) : USUAL;
  }

  @Override
  public Optional<String> ask(String question) {
    var console = System.console();
    return console == null
        ? Optional.empty()
        : Optional.ofNullable(console.readLine(Locale.ROOT, "%s", question)).map(String::strip);
  }

  @Override
  public Optional<char[]> askSecret(String question) {
    var console = System.console();
    return console == null
        ? Optional.empty()
        : Optional.ofNullable(console.readPassword(Locale.ROOT, "%s", question));
  }
}
