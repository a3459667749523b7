package org.keyferry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Runs the scripts of `hsm-config` and reads what they say they made.
final class TokenScript {

  private TokenScript() {}

  /// @param kind directory under `hsm-config`
  /// @return the `name=value` lines that the script printed
  static Map<String, String> run(String kind, String... arguments) {
    var command = new ArrayList<String>();
    command.add(script(kind).toString());
    command.addAll(List.of(arguments));
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      var output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (process.waitFor() != 0) {
        throw new IllegalStateException(command + " failed: " + output);
      }
      return valuesIn(output);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", interrupted);
    }
  }

  static String value(Map<String, String> made, String name) {
    var value = made.get(name);
    if (value == null) {
      throw new IllegalStateException("the script printed no " + name);
    }
    return value;
  }

  static Path temporaryDirectory(String kind) {
    try {
      return Files.createTempDirectory("keyferry-" + kind + "-");
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static void remove(Path directory) {
    try (var tree = Files.walk(directory)) {
      for (var each : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static void removeAtExit(Path directory) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(directory)));
  }

  private static Map<String, String> valuesIn(String output) {
    var values = new TreeMap<String, String>();
    for (var line : output.lines().map(String::strip).toList()) {
      var equals = line.indexOf('=');
      if (equals > 0) {
        values.put(line.substring(0, equals), line.substring(equals + 1));
      }
    }
    return values;
  }

  private static Path script(String kind) {
    var start = Path.of("").toAbsolutePath();
    for (var at = start; at != null; at = at.getParent()) {
      var script = at.resolve("hsm-config").resolve(kind).resolve("init-token.sh");
      if (Files.isExecutable(script)) {
        return script;
      }
    }
    throw new IllegalStateException("no hsm-config/" + kind + "/init-token.sh above " + start);
  }
}
