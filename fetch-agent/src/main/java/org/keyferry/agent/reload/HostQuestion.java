package org.keyferry.agent.reload;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Asks a program of this host something that changes nothing, under the rules of [RecipeRunner].
public final class HostQuestion {

  private static final int LONGEST_ANSWER = 16 << 20;

  private HostQuestion() {}

  /// @param command ours, or what the settings say
  /// @return what it printed, on both channels; empty if it cannot be run, failed, or took too long
  public static Optional<String> ask(List<String> command, Duration timeout)
      throws InterruptedException {
    Process process;
    try {
      process = RecipeRunner.builderFor(command).start();
    } catch (IOException notStarted) {
      return Optional.empty();
    }
    try {
      var answer = new Answer(process.getInputStream());
      var reader = Thread.startVirtualThread(answer);
      if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)
          || !reader.join(timeout)
          || process.exitValue() != 0) {
        return Optional.empty();
      }
      return Optional.of(answer.text);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static final class Answer implements Runnable {

    private final InputStream in;
    private String text = "";

    Answer(InputStream in) {
      this.in = in;
    }

    @Override
    public void run() {
      try (in) {
        text = new String(in.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
        var _ = in.transferTo(OutputStream.nullOutputStream());
      } catch (IOException ended) {
        // killed; no answer
      }
    }
  }
}
