package org.keyferry.agent.cycle.yaml;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keyferry.agent.cycle.Settings;
import org.keyferry.agent.cycle.Target;
import org.keyferry.agent.disk.PathGuard;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Printable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/// Reads `agent.yaml`. `docs/operations/agent.md` is its reference.
///
/// The file says what runs as the agent's user, so it and the directories above it must belong to
/// that user or root, and nobody else may write to them.
public final class SettingsFile {

  private static final int LARGEST = 1 << 20;
  private static final Path DEFAULT_STATE = Path.of("/var/lib/keyferry-agent");
  private static final Settings.Poll DEFAULT_POLL =
      new Settings.Poll(Duration.ofSeconds(55), Duration.ofSeconds(2), Duration.ofSeconds(55));
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

  private final Path file;

  public SettingsFile(Path file) {
    this.file = file;
  }

  /// @throws SettingsRefused with every fault that was found
  /// @throws IOException if somebody else may write to it
  public Settings read() throws SettingsRefused, IOException {
    if (!Files.exists(file)) {
      throw refused(file + " does not exist: write it, or name another with --config");
    }
    if (!Files.isRegularFile(file)) {
      throw refused(file + " is not a file: name one with --config");
    }
    var guard = PathGuard.ofThisProcess();
    guard.requireFile(file);
    guard.require(parentOf(file));
    if (Files.size(file) > LARGEST) {
      throw refused(file + " is larger than 1 MiB, and no settings are");
    }
    return settingsOf(document(text(Files.readAllBytes(file))));
  }

  private static Path parentOf(Path file) {
    var absolute = file.toAbsolutePath().normalize();
    return Optional.ofNullable(absolute.getParent()).orElse(absolute);
  }

  private static String text(byte[] bytes) throws SettingsRefused {
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    var in = ByteBuffer.wrap(bytes);
    var text = CharBuffer.allocate(bytes.length);
    if (decoder.decode(in, text, true).isError()) {
      text.flip();
      throw refused(
          "line "
              + (text.chars().filter(each -> each == '\n').count() + 1)
              + ": the octet "
              + HexFormat.of().withUpperCase().toHexDigits(bytes[in.position()])
              + " is not UTF-8; save the file as UTF-8");
    }
    return text.flip().toString();
  }

  private Node document(String text) throws SettingsRefused {
    try {
      return new Compose(LoadSettings.builder().setLabel("settings").build())
          .composeString(text)
          .orElseThrow(() -> refused(file + " is empty: write what this host is to have into it"));
    } catch (MarkedYamlEngineException malformed) {
      var line =
          malformed.getProblemMark().map(each -> "line " + (each.getLine() + 1) + ": ").orElse("");
      throw refused(line + "not YAML: " + Printable.of(malformed.getProblem()));
    } catch (YamlEngineException malformed) {
      throw refused("not YAML: " + Printable.of(String.valueOf(malformed.getMessage())));
    }
  }

  private static Settings settingsOf(Node document) throws SettingsRefused {
    var faults = new Faults();
    var root = faults.collect(() -> YamlMapping.of(document, ""));
    if (root.isPresent()) {
      var settings = settingsOf(root.get(), faults);
      if (settings.isPresent() && faults.count() == 0) {
        return settings.get();
      }
    }
    throw new SettingsRefused(faults.sentences());
  }

  private static Optional<Settings> settingsOf(YamlMapping root, Faults faults) {
    var server =
        faults.collect(() -> root.required("server", Scalars.EXAMPLE_SERVER, Scalars::server));
    var state =
        faults
            .collect(() -> root.optional("state", Scalars::absolute).orElse(DEFAULT_STATE))
            .orElse(DEFAULT_STATE);
    var keys = faults.collect(() -> KeyHomeReader.keysOf(root));
    var poll = faults.collect(() -> pollOf(root));
    var roots = faults.collect(() -> rootsOf(root)).orElse(Territory.DEFAULT_ROOTS);
    var targets = faults.collect(() -> targetsOf(root, state, new Territory(roots, state), faults));
    var metrics = faults.collect(() -> MetricsReader.read(root));
    var challenges = faults.collect(() -> challengesOf(root));
    root.unknownKeys().forEach(faults::add);
    return server.isPresent()
            && keys.isPresent()
            && poll.isPresent()
            && targets.isPresent()
            && metrics.isPresent()
            && challenges.isPresent()
        ? Optional.of(
            new Settings(
                server.get(),
                state,
                keys.get(),
                poll.get(),
                targets.get(),
                metrics.get(),
                challenges.get()))
        : Optional.empty();
  }

  private static List<Path> rootsOf(YamlMapping root) throws YamlFault {
    var texts = root.texts("allowed-roots");
    if (texts.isEmpty()) {
      return Territory.DEFAULT_ROOTS;
    }
    var roots = new ArrayList<Path>();
    for (var text : texts.get()) {
      roots.add(root.parsed("allowed-roots", text, Scalars::absolute));
    }
    return roots;
  }

  private static Optional<Path> challengesOf(YamlMapping root) throws YamlFault {
    var challenges = root.mapping("challenges");
    if (challenges.isEmpty()) {
      return Optional.empty();
    }
    var directory =
        challenges.get().required("directory", "/var/www/keyferry-acme", Scalars::absolute);
    challenges.get().requireNothingElse();
    return Optional.of(directory);
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
    var longest = wait.compareTo(first) < 0 ? first : wait;
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
  private static List<Target> targetsOf(
      YamlMapping root, Path state, Territory territory, Faults faults) throws YamlFault {
    var targets = new ArrayList<Target>();
    var names = new HashMap<DisplayName, DisplayName>();
    var mappings = root.mappings("targets");
    for (var mapping : mappings) {
      var target = new TargetReader(mapping, state, faults).read();
      if (target.isPresent()) {
        faults.check(() -> requireNew(mapping, target.get().name(), names));
        faults.check(() -> territory.claim(mapping, target.get()));
        targets.add(target.get());
      }
    }
    if (mappings.isEmpty()) {
      throw root.fault(
          "targets", "is missing or empty: an agent without a target has nothing to do");
    }
    return targets;
  }

  private static void requireNew(
      YamlMapping mapping, DisplayName name, Map<DisplayName, DisplayName> names) throws YamlFault {
    if (names.putIfAbsent(name, name) != null) {
      throw mapping.fault("name", "stands twice; a target has a name of its own");
    }
  }

  /// @throws IllegalArgumentException unless it is `https` with a host, and nothing behind the port
  public static URI server(String text) {
    return Scalars.server(text);
  }

  private static SettingsRefused refused(String fault) {
    return new SettingsRefused(List.of(fault));
  }
}
