package org.keyferry.repository.app.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.keyferry.repository.app.TokenTrial;

/// `keyferry-server hsm probe` with the configuration of this process.
final class ProbeProcess implements TokenTrial {

  private static final Logger LOG = Logger.getLogger(ProbeProcess.class);
  private static final int LONGEST_RUN = 60; // seconds; a module may hang

  private final List<String> command;

  /// @param file configuration; without it, what was set for this process is set for the other
  ProbeProcess(Optional<Path> file) {
    var words = new ArrayList<String>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-Xmx64m", "-XX:+UseSerialGC"));
    words.add("-XX:TieredStopAtLevel=1");
    System.getProperties().stringPropertyNames().stream()
        .filter(name -> name.startsWith("keyferry."))
        .forEach(name -> words.add("-D" + name + "=" + System.getProperty(name)));
    words.addAll(List.of("-jar", System.getProperty("java.class.path"), "hsm", "probe"));
    file.ifPresent(path -> words.addAll(List.of("--config", path.toString())));
    this.command = List.copyOf(words);
  }

  @Override
  public Result run() throws InterruptedException {
    try {
      var probe =
          new ProcessBuilder(command)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!probe.waitFor(LONGEST_RUN, TimeUnit.SECONDS)) {
        probe.destroyForcibly();
        return Result.FAILED;
      }
      return resultOf(probe.exitValue());
    } catch (IOException fault) {
      LOG.warnf("HSM not tried out in a new process: %s", fault.getMessage());
      return Result.FAILED;
    }
  }

  private static Result resultOf(int exitCode) {
    if (exitCode == ExitCode.PIN_REFUSED.code()) {
      return Result.PIN_REFUSED;
    }
    return exitCode == ExitCode.OK.code() ? Result.SUCCEEDED : Result.FAILED;
  }
}
