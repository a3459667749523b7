package org.keyferry.agent.adopt.host;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Patterns in paths as glob(3) and fnmatch(3) have them: `*`, `?`, `[a-z]`, `[!a]`, `\*`. They do
/// not match a leading dot, nor a `/`.
public final class Glob {

  private static final int MOST_PATHS = 10_000;

  private Glob() {}

  public static boolean isPattern(String text) {
    return text.indexOf('*') >= 0 || text.indexOf('?') >= 0 || text.indexOf('[') >= 0;
  }

  /// What matches, sorted.
  ///
  /// @param pattern absolute
  public static List<Path> paths(HostRoot host, Path pattern) throws IOException {
    var found = List.of(Path.of("/"));
    for (var name : pattern.normalize()) {
      found = step(host, found, name.toString());
    }
    return found;
  }

  private static List<Path> step(HostRoot host, List<Path> directories, String name)
      throws IOException {
    var found = new ArrayList<Path>();
    for (var directory : directories) {
      if (!isPattern(name)) {
        var path = directory.resolve(name);
        if (host.real(path).isPresent()) {
          found.add(path);
        }
        continue;
      }
      for (var each : host.names(directory)) {
        if (matches(name, each) && found.size() < MOST_PATHS) {
          found.add(directory.resolve(each));
        }
      }
    }
    return found;
  }

  static boolean matches(String pattern, String name) {
    if (name.startsWith(".") && !pattern.startsWith(".")) {
      return false;
    }
    // where to go on when what follows the last star does not fit
    var star = -1;
    var starName = 0;
    var at = 0;
    var in = 0;
    while (in < name.length()) {
      if (at < pattern.length() && pattern.charAt(at) == '*') {
        star = at;
        starName = in;
        at++;
        continue;
      }
      var next = at < pattern.length() ? one(pattern, at, name.charAt(in)) : -1;
      if (next >= 0) {
        at = next;
        in++;
      } else if (star >= 0) {
        at = star + 1;
        starName++;
        in = starName;
      } else {
        return false;
      }
    }
    while (at < pattern.length() && pattern.charAt(at) == '*') {
      at++;
    }
    return at == pattern.length();
  }

  /// @return where the pattern goes on behind what matches `letter`, or -1
  private static int one(String pattern, int at, char letter) {
    var expected = pattern.charAt(at);
    if (expected == '?') {
      return at + 1;
    }
    if (expected == '\\' && at + 1 < pattern.length()) {
      return pattern.charAt(at + 1) == letter ? at + 2 : -1;
    }
    var end = expected == '[' ? pattern.indexOf(']', at + 2) : -1;
    if (end < 0) {
      return expected == letter ? at + 1 : -1;
    }
    var not = pattern.charAt(at + 1) == '!' || pattern.charAt(at + 1) == '^';
    var found = false;
    for (var each = at + (not ? 2 : 1); each < end; each++) {
      if (each + 2 < end && pattern.charAt(each + 1) == '-') {
        found |= pattern.charAt(each) <= letter && letter <= pattern.charAt(each + 2);
        each += 2;
      } else {
        found |= pattern.charAt(each) == letter;
      }
    }
    return found != not ? end + 1 : -1;
  }
}
