package org.keyferry.officer.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// What long work is at, a line each time it moves on, with the time it took until then. On a
/// terminal the last line counts while nothing moves.
final class Progress {

  private final PrintWriter out;
  private final InstantSource clock;
  private final Terminal terminal;
  private final Instant start;
  private boolean counting;

  Progress(PrintWriter out, InstantSource clock, Terminal terminal) {
    this.out = out;
    this.clock = clock;
    this.terminal = terminal;
    start = clock.instant();
  }

  void line(String text) {
    wipe();
    out.println(stamp() + Shown.line(text));
    out.flush();
  }

  /// Nothing moved.
  void waiting(String whatFor) {
    if (terminal.isInteractive()) {
      wipe();
      var text = stamp() + Shown.line(whatFor) + " ...";
      out.print(text.substring(0, Math.min(text.length(), terminal.columns() - 1)));
      out.flush();
      counting = true;
    }
  }

  /// To be called before anything else is written.
  void end() {
    wipe();
    out.flush();
  }

  Duration elapsed() {
    return Duration.between(start, clock.instant());
  }

  private String stamp() {
    var elapsed = Moments.seconds(elapsed());
    return Moments.clock(clock.instant())
        + " ".repeat(Math.max(1, 10 - elapsed.length()))
        + elapsed
        + "  ";
  }

  private void wipe() {
    if (counting) {
      out.print("\r" + " ".repeat(terminal.columns() - 1) + "\r");
      counting = false;
    }
  }
}
