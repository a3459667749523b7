package org.keyferry.agent.cycle.yaml;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.keyferry.agent.cycle.Kind;
import org.keyferry.agent.cycle.Settings;
import org.keyferry.agent.cycle.Target;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.agent.disk.PathGuard;
import org.keyferry.agent.install.Placement;
import org.keyferry.agent.install.SwitchForm;
import org.keyferry.agent.reload.Recipe;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Printable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads `agent.yaml`. `docs/operations/agent.md` is its reference.
///
/// The file says what runs as the agent's user, so it must belong to that user or root, and nobody
/// else may write to it.
public final class SettingsFile {

  private static final int LARGEST = 1 << 20;
  private static final Path DEFAULT_STATE = Path.of("/var/lib/keyferry-agent");
  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(1);
  private static final Settings.Poll DEFAULT_POLL =
      new Settings.Poll(Duration.ofSeconds(55), Duration.ofSeconds(2), Duration.ofMinutes(5));
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);
  private static final List<String> NGINX_VALIDATE = List.of("/usr/sbin/nginx", "-t");
  private static final List<String> NGINX_RELOAD = List.of("/usr/sbin/nginx", "-s", "reload");

  private final Path file;

  public SettingsFile(Path file) {
    this.file = file;
  }

  /// @throws SettingsRefused with every fault that was found
  /// @throws IOException if somebody else may write to it
  public Settings read() throws SettingsRefused, IOException {
    if (!Files.exists(file)) {
      throw new SettingsRefused(
          List.of(file + " does not exist: write it, or name another with --config"));
    }
    PathGuard.ofThisProcess().requireFile(file);
    if (Files.size(file) > LARGEST) {
      throw new SettingsRefused(List.of("the file is larger than 1 MiB"));
    }
    return settingsOf(document(Files.readString(file)));
  }

  private static Node document(String text) throws SettingsRefused {
    try {
      return new Compose(LoadSettings.builder().setLabel("settings").build())
          .composeString(text)
          .orElseThrow(() -> new SettingsRefused(List.of("the file is empty")));
    } catch (MarkedYamlEngineException malformed) {
      var line =
          malformed.getProblemMark().map(each -> "line " + (each.getLine() + 1) + ": ").orElse("");
      throw new SettingsRefused(
          List.of(line + "not YAML: " + Printable.of(malformed.getProblem())));
    } catch (YamlEngineException malformed) {
      throw new SettingsRefused(
          List.of("not YAML: " + Printable.of(String.valueOf(malformed.getMessage()))));
    }
  }

  private static Settings settingsOf(Node document) throws SettingsRefused {
    var faults = new ArrayList<String>();
    try {
      var root = YamlMapping.of(document, "");
      var server = root.required("server", Scalars.EXAMPLE_SERVER, Scalars::server);
      var state = root.optional("state", Scalars::absolute).orElse(DEFAULT_STATE);
      var poll = pollOf(root);
      var targets = targetsOf(root, faults);
      var metrics = MetricsReader.read(root);
      root.requireNothingElse();
      if (faults.isEmpty()) {
        return new Settings(server, state, poll, targets, metrics);
      }
    } catch (YamlFault fault) {
      faults.add(fault.sentence());
    }
    throw new SettingsRefused(faults);
  }

  private static Settings.Poll pollOf(YamlMapping root) throws YamlFault {
    var poll = root.mapping("poll");
    if (poll.isEmpty()) {
      return DEFAULT_POLL;
    }
    var wait = poll.get().optional("wait", Scalars::duration).orElse(DEFAULT_POLL.longPoll());
    if (wait.compareTo(LONGEST_WAIT) > 0 || wait.compareTo(Duration.ofSeconds(1)) < 0) {
      throw poll.get().fault("wait", "is not 1s to 60s: the repository holds a request no longer");
    }
    var first = DEFAULT_POLL.firstBackOff();
    var longest = DEFAULT_POLL.longestBackOff();
    var backOff = poll.get().mapping("back-off");
    if (backOff.isPresent()) {
      first = backOff.get().optional("first", Scalars::duration).orElse(first);
      longest = backOff.get().optional("longest", Scalars::duration).orElse(longest);
      if (first.isZero()) {
        throw backOff.get().fault("first", "is zero, which is a busy loop; write for example `2s`");
      }
      if (longest.compareTo(first) < 0) {
        throw backOff.get().fault("longest", "is shorter than `first`");
      }
      backOff.get().requireNothingElse();
    }
    poll.get().requireNothingElse();
    return new Settings.Poll(wait, first, longest);
  }

  /// Faults of one target do not hide those of another.
  private static List<Target> targetsOf(YamlMapping root, List<String> faults) throws YamlFault {
    var targets = new ArrayList<Target>();
    var taken = new HashMap<Object, DisplayName>();
    for (var mapping : root.mappings("targets")) {
      try {
        var target = targetOf(mapping);
        requireUnique(mapping, "name", target.name(), target, taken);
        requireUnique(mapping, "directory", target.placement().directory(), target, taken);
        requireUnique(mapping, "snippet", target.placement().switchFile(), target, taken);
        targets.add(target);
      } catch (YamlFault fault) {
        faults.add(fault.sentence());
      }
    }
    if (targets.isEmpty() && faults.isEmpty()) {
      throw root.fault(
          "targets", "is missing or empty: an agent without a target has nothing to do");
    }
    return targets;
  }

  private static void requireUnique(
      YamlMapping mapping, String key, Object value, Target target, Map<Object, DisplayName> taken)
      throws YamlFault {
    var holder = taken.putIfAbsent(value, target.name());
    if (holder != null) {
      throw mapping.fault(key, "is used by target " + holder + " too; two targets cannot share it");
    }
  }

  private static Target targetOf(YamlMapping target) throws YamlFault {
    var name = target.required("name", "www", DisplayName::new);
    var kind = target.required("kind", "nginx", Kind::parse);
    var certificate = target.optional("certificate", DisplayName::new).orElse(name);
    var placement = placementOf(target, kind);
    var validate = command(target, "validate", kind == Kind.NGINX ? NGINX_VALIDATE : List.of());
    var reload = command(target, "reload", kind == Kind.NGINX ? NGINX_RELOAD : List.of());
    var timeout = target.optional("timeout", Scalars::duration).orElse(DEFAULT_TIMEOUT);
    if (timeout.compareTo(SHORTEST_TIMEOUT) < 0) {
      throw target.fault(
          "timeout", "is shorter than 1s, which no command keeps; write for example `30s`");
    }
    var listeners = ListenerReader.read(target);
    var window = WindowReader.read(target);
    target.requireNothingElse();
    return new Target(
        name,
        kind,
        certificate,
        placement,
        new Recipe(validate, reload, timeout),
        listeners,
        window);
  }

  private static Placement placementOf(YamlMapping target, Kind kind) throws YamlFault {
    var directory = target.required("directory", "/etc/keyferry/www", Scalars::absolute);
    var ownership =
        new Ownership(
            target.optional("owner", Scalars::principal),
            target.optional("group", Scalars::principal),
            target
                .optional("mode", Ownership::keyPermissions)
                .orElse(Ownership.PRIVATE.permissions()));
    return switch (kind) {
      case APACHE, HAPROXY, TOMCAT, CADDY, POSTFIX, DOVECOT ->
          throw target.fault("kind", "is not built yet; `files` with `combined` may do");
      case NGINX -> {
        var snippet = target.required("snippet", "/etc/nginx/keyferry/www.conf", Scalars::absolute);
        requireOutside(target, "snippet", snippet, directory);
        yield new Placement(directory, snippet, SwitchForm.NGINX_SNIPPET, ownership);
      }
      case FILES -> {
        var combined = target.optional("combined", Scalars::absolute);
        var pointer = target.optional("pointer", Scalars::absolute);
        if (combined.isPresent() == pointer.isPresent()) {
          throw target.fault(
              "combined",
              "a target of kind files has either `combined: /path/to/key-and-chain.pem` or"
                  + " `pointer: /path/to/file`, which will hold the path of the version directory");
        }
        var key = combined.isPresent() ? "combined" : "pointer";
        var path = combined.or(() -> pointer).orElseThrow();
        requireOutside(target, key, path, directory);
        yield new Placement(
            directory,
            path,
            combined.isPresent() ? SwitchForm.COMBINED_PEM : SwitchForm.POINTER,
            ownership);
      }
    };
  }

  private static void requireOutside(YamlMapping target, String key, Path path, Path directory)
      throws YamlFault {
    if (path.startsWith(directory)) {
      throw target.fault(key, "must not be inside of `directory`, which is the agent's own");
    }
  }

  private static List<String> command(YamlMapping target, String key, List<String> standard)
      throws YamlFault {
    var command = target.texts(key);
    if (command.isEmpty() || command.get().isEmpty()) {
      return command.orElse(standard);
    }
    if (!command.get().getFirst().startsWith("/")) {
      throw target.fault(
          key,
          "begins with '"
              + Printable.of(command.get().getFirst())
              + "', which is not an absolute path; no shell looks for it");
    }
    return command.get();
  }

  /// @throws IllegalArgumentException unless it is `https` with a host, and nothing behind the port
  public static URI server(String text) {
    return Scalars.server(text);
  }
}
