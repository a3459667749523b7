package org.keyferry.agent.reload;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.keyferry.protocol.pki.Printable;

/// Does what a [Recipe] says. Commands run without a shell, in an environment of one `PATH`,
/// without input and with a time limit.
public final class RecipeRunner {

  private static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  private static final int TAIL = 2048;
  private static final int SHOWN_LINES = 3;
  private static final Duration LAST_WORDS = Duration.ofSeconds(1);

  public CommandOutcome validate(Recipe recipe) throws InterruptedException {
    return run(recipe.validate(), recipe.timeout());
  }

  public CommandOutcome reload(Recipe recipe) throws InterruptedException {
    return switch (recipe.reload()) {
      case Reload.Command(var command) -> run(command, recipe.timeout());
      case Reload.HaProxyRuntime server ->
          new HaProxyRuntimeApi(server, recipe.timeout()).replace();
      case Reload.TomcatManager server -> new TomcatManagerApi(server, recipe.timeout()).reload();
    };
  }

  private static CommandOutcome run(List<String> command, Duration timeout)
      throws InterruptedException {
    if (command.isEmpty()) {
      return new CommandOutcome.Succeeded();
    }
    Process process;
    try {
      process = builderFor(command).start();
    } catch (IOException notStarted) {
      return new CommandOutcome.Failed(
          command.getFirst()
              + " cannot be run: "
              + Printable.of(String.valueOf(notStarted.getMessage())));
    }
    var tail = new Tail(process.getInputStream());
    var reader = Thread.startVirtualThread(tail);
    try {
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
        return new CommandOutcome.Hung(
            told(command) + " did not end in " + timeout.toSeconds() + " s and was killed");
      }
      var _ = reader.join(LAST_WORDS); // a daemon it started may hold the output open
      return process.exitValue() == 0
          ? new CommandOutcome.Succeeded()
          : new CommandOutcome.Failed(
              told(command) + " failed (exit code " + process.exitValue() + ")" + tail.told());
    } finally {
      if (process.isAlive()) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
  }

  static ProcessBuilder builderFor(List<String> command) {
    var builder =
        new ProcessBuilder(command)
            .directory(new File("/"))
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    builder.environment().clear();
    builder.environment().put("PATH", PATH);
    return builder;
  }

  private static String told(List<String> command) {
    return Printable.of(String.join(" ", command));
  }

  /// Keeps the end of what a command prints, and reads the rest so that it does not block.
  private static final class Tail implements Runnable {

    private final InputStream in;
    private byte[] kept = {};

    Tail(InputStream in) {
      this.in = in;
    }

    @Override
    public void run() {
      var buffer = new byte[TAIL];
      try (in) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          keep(buffer, read);
        }
      } catch (IOException ended) {
        // killed; what was read stays
      }
    }

    private synchronized void keep(byte[] buffer, int length) {
      var all = Arrays.copyOf(kept, kept.length + length);
      System.arraycopy(buffer, 0, all, kept.length, length);
      kept = Arrays.copyOfRange(all, Math.max(0, all.length - TAIL), all.length);
    }

    /// Its last lines, in one.
    synchronized String told() {
      var lines = new ArrayList<String>();
      new String(kept, StandardCharsets.UTF_8)
          .lines()
          .map(String::strip)
          .filter(each -> !each.isEmpty())
          .forEach(lines::add);
      var last = lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size());
      return last.isEmpty()
          ? ""
          : ": " + String.join("; ", last.stream().map(Printable::of).toList());
    }
  }
}
