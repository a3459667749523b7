package org.keyferry.agent.cycle.yaml;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.keyferry.agent.cycle.Target;
import org.keyferry.protocol.pki.DisplayName;

/// Which paths belong to whom: a target writes within the allowed roots, not into the agent's own
/// files, and never where another target does.
final class Territory {

  static final List<Path> DEFAULT_ROOTS =
      List.of(
          Path.of("/etc"),
          Path.of("/opt"),
          Path.of("/srv"),
          Path.of("/usr/local/etc"),
          Path.of("/var/lib"));

  private static final Set<String> OF_THE_AGENT = Set.of("identity", "bundles", "lock");

  private final List<Path> roots;
  private final Path state;
  private final List<Holding> holdings = new ArrayList<>();

  Territory(List<Path> roots, Path state) {
    this.roots = List.copyOf(roots);
    this.state = state;
  }

  /// @param target in `mapping`
  void claim(YamlMapping mapping, Target target) throws YamlFault {
    var directory = target.placement().directory();
    var switchFile = target.placement().switchFile();
    var switchKey = TargetReader.switchKey(target);
    requireAllowed(mapping, "directory", directory);
    requireAllowed(mapping, switchKey, switchFile);
    if (switchFile.startsWith(directory)) {
      throw mapping.fault(switchKey, "must not be inside of `directory`, which is the agent's own");
    }
    for (var other : holdings) {
      requireApart(mapping, "directory", directory, other);
      requireApart(mapping, switchKey, switchFile, other);
    }
    holdings.add(new Holding(target.name(), directory, Extent.TREE));
    holdings.add(new Holding(target.name(), switchFile, Extent.FILE));
  }

  private void requireAllowed(YamlMapping mapping, String key, Path path) throws YamlFault {
    if (isOfTheAgent(path)) {
      throw mapping.fault(
          key, "is " + path + ", where the agent keeps its own; use " + state + "/targets/NAME");
    }
    if (path.startsWith(state) && !path.equals(state)) {
      return;
    }
    if (roots.stream().noneMatch(root -> path.startsWith(root) && !path.equals(root))) {
      throw mapping.fault(
          key,
          "is "
              + path
              + ", which is not below one of the allowed roots ("
              + String.join(", ", roots.stream().map(Path::toString).toList())
              + "); move it, or name its place in `allowed-roots`");
    }
  }

  private boolean isOfTheAgent(Path path) {
    if (state.startsWith(path)) {
      return true;
    }
    if (!path.startsWith(state)) {
      return false;
    }
    var first = state.relativize(path).getName(0).toString();
    return OF_THE_AGENT.contains(first) || first.endsWith(".json");
  }

  private static void requireApart(YamlMapping mapping, String key, Path path, Holding other)
      throws YamlFault {
    if (path.equals(other.path())) {
      throw mapping.fault(
          key, "is used by target " + other.target() + " too; two targets cannot share it");
    }
    if (other.extent() == Extent.TREE && path.startsWith(other.path())) {
      throw mapping.fault(
          key, "is inside of the directory of target " + other.target() + ", " + other.path());
    }
    if (other.path().startsWith(path)) {
      throw mapping.fault(key, "contains a path of target " + other.target() + ", " + other.path());
    }
  }

  private record Holding(DisplayName target, Path path, Extent extent) {}

  private enum Extent {
    FILE,
    TREE
  }
}
