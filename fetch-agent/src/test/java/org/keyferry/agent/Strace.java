package org.keyferry.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Runs a small main under `strace`, finds every call with which it changes a directory, and kills
/// it, or lets the disk fail it, at one of them.
///
/// `--seccomp-bpf` would drop injections silently, and `when=` counts for each thread by itself: so
/// only the thread that does the work is looked at, and whoever uses this checks that a kill
/// landed. Programs that the main starts are not traced.
public final class Strace {

  /// Exit code of a process that was killed; strace ends as what it traced.
  public static final int KILLED = 128 + 9;

  private static final String CALLS =
      "openat,write,pwrite64,fsync,fdatasync,ftruncate,rename,renameat,renameat2,unlink,unlinkat,"
          + "rmdir,mkdir,mkdirat,link,symlink,chmod,fchmod,fchmodat,chown,fchown,fchownat,lchown";

  private static final Pattern CALL = Pattern.compile("(\\d+)\\s+(\\w+)\\((.*)");

  private final Path work;
  private final Path watched;
  private final List<String> main;
  private final Map<String, String> environment;

  /// @param work where the trace goes
  /// @param watched the directory whose changes count
  /// @param main class and arguments
  public Strace(Path work, Path watched, Class<?> main, List<String> arguments) {
    this(work, watched, main, arguments, Map.of());
  }

  /// @param environment in addition to that of this JVM
  public Strace(
      Path work,
      Path watched,
      Class<?> main,
      List<String> arguments,
      Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
    this.work = work;
    this.watched = watched;
    this.main = new ArrayList<>(List.of(main.getName()));
    this.main.addAll(arguments);
  }

  /// Runs it to its end.
  ///
  /// @return the calls that touched the directory, as strace shows them
  public List<String> trace() throws IOException, InterruptedException {
    var code = run(List.of());
    if (code != 0) {
      throw new AssertionError("exit code " + code + ": " + output());
    }
    return Files.readAllLines(work.resolve("trace")).stream()
        .filter(line -> line.contains(watched.toString()))
        .toList();
  }

  /// Runs it to its end, and finds where it can be hit.
  public List<Point> points() throws IOException, InterruptedException {
    var thread = workerIn(trace());
    var counts = new HashMap<String, Integer>();
    var points = new ArrayList<Point>();
    for (var line : Files.readAllLines(work.resolve("trace"))) {
      var parts = CALL.matcher(line);
      if (parts.lookingAt() && parts.group(1).equals(thread)) {
        var number = counts.merge(parts.group(2), 1, Integer::sum);
        if (changes(parts.group(2), parts.group(3))) {
          points.add(new Point(parts.group(2), number));
        }
      }
    }
    return points;
  }

  /// As [#points], but for those at which another thread would be hit before.
  public List<Point> pointsOfItsOwn() throws IOException, InterruptedException {
    var points = points();
    var thread = workerIn(Files.readAllLines(work.resolve("trace")));
    var counts = new HashMap<String, Integer>();
    var others = new HashMap<String, Integer>();
    var own = new ArrayList<Point>();
    for (var line : Files.readAllLines(work.resolve("trace"))) {
      var parts = CALL.matcher(line);
      if (parts.lookingAt()) {
        var call = parts.group(2);
        var number = counts.merge(parts.group(1) + " " + call, 1, Integer::sum);
        if (!parts.group(1).equals(thread)) {
          others.merge(call, number, Math::max);
        } else if (others.getOrDefault(call, 0) < number) {
          own.add(new Point(call, number));
        }
      }
    }
    own.retainAll(points);
    return own;
  }

  private String workerIn(List<String> trace) {
    var line =
        trace.stream()
            .filter(each -> each.contains(watched.toString()) && each.contains("rename"))
            .findFirst()
            .orElseThrow();
    return line.substring(0, line.indexOf(' '));
  }

  /// Runs it until the point, and no further.
  ///
  /// @throws AssertionError if the kill did not land
  public void killAt(Point point) throws IOException, InterruptedException {
    var code =
        run(List.of("-e", "inject=" + point.call() + ":signal=SIGKILL:when=" + point.number()));
    if (code != KILLED) {
      throw new AssertionError("the kill at " + point + " did not land: exit code " + code);
    }
  }

  /// Runs it with a disk that fails at the point.
  ///
  /// @param error such as `ENOSPC`
  /// @return the exit code
  /// @throws AssertionError if the failure did not land
  public int failAt(Point point, String error) throws IOException, InterruptedException {
    var code =
        run(
            List.of(
                "-e", "inject=" + point.call() + ":error=" + error + ":when=" + point.number()));
    if (!Files.readString(work.resolve("trace")).contains("(INJECTED)")) {
      throw new AssertionError(error + " at " + point + " did not land");
    }
    return code;
  }

  public String output() throws IOException {
    return Files.readString(work.resolve("output"));
  }

  private boolean changes(String call, String arguments) {
    var byDescriptor = call.startsWith("f") || call.equals("write") || call.equals("pwrite64");
    return byDescriptor
        ? arguments.contains("<" + watched)
        : arguments.contains(watched.toString())
            && (!call.equals("openat") || arguments.contains("O_CREAT"));
  }

  private int run(List<String> injection) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.addAll(List.of("strace", "-f", "-b", "execve", "-y", "-s", "256"));
    command.addAll(List.of("-o", work.resolve("trace").toString(), "-e", "trace=" + CALLS));
    command.addAll(injection);
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(
        List.of(
            "-Xshare:auto",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-XX:-UsePerfData",
            "-Xmx64m",
            "--enable-native-access=ALL-UNNAMED"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(main);
    var builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(work.resolve("output").toFile());
    builder.environment().putAll(environment);
    return builder.start().waitFor();
  }

  /// @param number of this call on the thread that does the work, from 1
  public record Point(String call, int number) {}
}
