package org.keyferry.agent.cycle.yaml;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.keyferry.agent.cycle.Kind;
import org.keyferry.agent.cycle.Target;
import org.keyferry.agent.cycle.yaml.OwnershipReader.Secrecy;
import org.keyferry.agent.install.Placement;
import org.keyferry.agent.install.Rendering;
import org.keyferry.agent.install.Rendering.KeyStoreType;
import org.keyferry.agent.install.SwitchForm;
import org.keyferry.agent.reload.Recipe;
import org.keyferry.protocol.pki.DisplayName;

/// Reads one target, key by key: every fault in it is found.
final class TargetReader {

  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration SHORTEST_TIMEOUT = Duration.ofSeconds(1);

  /// Which kinds have a key that not all have.
  private static final Map<String, Set<Kind>> OWN_KEYS =
      Map.of(
          "snippet", EnumSet.of(Kind.NGINX, Kind.APACHE, Kind.CADDY, Kind.DOVECOT),
          "combined", EnumSet.of(Kind.HAPROXY, Kind.POSTFIX, Kind.FILES),
          "keystore", EnumSet.of(Kind.TOMCAT, Kind.FILES),
          "format", EnumSet.of(Kind.TOMCAT, Kind.FILES),
          "alias", EnumSet.of(Kind.TOMCAT, Kind.FILES),
          "password-file", EnumSet.of(Kind.TOMCAT, Kind.FILES),
          "pointer", EnumSet.of(Kind.FILES),
          "text", EnumSet.of(Kind.FILES),
          "runtime-socket", EnumSet.of(Kind.HAPROXY),
          "manager", EnumSet.of(Kind.TOMCAT));

  private final YamlMapping target;
  private final Path state;
  private final Faults faults;

  TargetReader(YamlMapping target, Path state, Faults faults) {
    this.target = target;
    this.state = state;
    this.faults = faults;
  }

  /// @return empty if there was a fault
  Optional<Target> read() {
    var before = faults.count();
    var name = faults.collect(() -> target.required("name", "www", DisplayName::new));
    var kind = faults.collect(() -> target.required("kind", "nginx", Kind::parse));
    if (name.isEmpty() || kind.isEmpty()) {
      return Optional.empty(); // without them, nothing else can be judged
    }
    var read = read(name.get(), kind.get());
    tellForeignKeys(kind.get());
    target.unknownKeys().forEach(faults::add);
    return faults.count() == before ? read : Optional.empty();
  }

  private Optional<Target> read(DisplayName name, Kind kind) {
    var defaults = Defaults.of(kind);
    var certificate =
        faults
            .collect(() -> target.optional("certificate", DisplayName::new).orElse(name))
            .orElse(name);
    var placement = placementOf(name, kind, certificate, defaults);
    var validate =
        faults.collect(() -> ReloadReader.command(target, "validate", defaults.validate()));
    var reload =
        faults.collect(
            () -> ReloadReader.read(target, kind, defaults, placement.map(Placement::switchFile)));
    var timeout = faults.collect(this::timeout);
    var listeners =
        faults.collect(() -> ListenerReader.read(target, defaults.listeners(kind, certificate)));
    var window = faults.collect(() -> WindowReader.read(target));
    if (placement.isEmpty()
        || validate.isEmpty()
        || reload.isEmpty()
        || timeout.isEmpty()
        || listeners.isEmpty()
        || window.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new Target(
            name,
            kind,
            certificate,
            placement.get(),
            new Recipe(validate.get(), reload.get(), timeout.get()),
            listeners.get(),
            window.get()));
  }

  private Optional<Placement> placementOf(
      DisplayName name, Kind kind, DisplayName certificate, Defaults defaults) {
    var directory =
        faults.collect(() ->
            target
                .optional("directory", Scalars::plain)
                .orElseGet(() -> defaults.directory(kind, state, name)));
    var ownership =
        faults.collect(() -> OwnershipReader.read(target, defaults.ownership(), Secrecy.KEY));
    var reader = new RenderingReader(certificate, ownership.orElseGet(defaults::ownership));
    var renderings = faults.collect(() -> reader.read(target));
    var switchFile = faults.collect(() -> switchFileOf(kind, defaults.switchFile(name), reader));
    if (directory.isEmpty()
        || ownership.isEmpty()
        || renderings.isEmpty()
        || switchFile.isEmpty()) {
      return Optional.empty();
    }
    var all = new ArrayList<>(renderings.get());
    if (switchFile.get().form() instanceof SwitchForm.Copy(var copied)) {
      if (all.stream().anyMatch(each -> each.name().equals(copied.name()))) {
        faults.add(
            target.fault(
                "files", "names a file " + copied.name().template() + ", as the key store is"));
        return Optional.empty();
      }
      all.add(copied);
    }
    return Optional.of(
        new Placement(
            directory.get(),
            switchFile.get().path(),
            switchFile.get().form(),
            ownership.get(),
            all));
  }

  private SwitchFile switchFileOf(Kind kind, Optional<Path> standard, RenderingReader reader)
      throws YamlFault {
    return switch (kind) {
      case NGINX -> switchFile("snippet", standard, SwitchForm.NGINX_SNIPPET);
      case APACHE -> switchFile("snippet", standard, SwitchForm.APACHE_SNIPPET);
      case CADDY -> switchFile("snippet", standard, SwitchForm.CADDY_SNIPPET);
      case DOVECOT -> switchFile("snippet", standard, SwitchForm.DOVECOT_SNIPPET);
      case HAPROXY, POSTFIX -> switchFile("combined", standard, SwitchForm.COMBINED_PEM);
      case TOMCAT ->
          keyStore(target.optional("keystore", Scalars::plain).or(() -> standard), reader);
      case FILES -> filesSwitch(reader);
    };
  }

  private SwitchFile switchFile(String key, Optional<Path> standard, SwitchForm form)
      throws YamlFault {
    return new SwitchFile(
        target.optional(key, Scalars::plain).or(() -> standard).orElseThrow(), form);
  }

  private SwitchFile filesSwitch(RenderingReader reader) throws YamlFault {
    var combined = target.optional("combined", Scalars::absolute);
    var keyStore = target.optional("keystore", Scalars::absolute);
    var pointer = target.optional("pointer", Scalars::absolute);
    var text = target.text("text");
    if (combined.stream().count() + keyStore.stream().count() + pointer.stream().count() != 1) {
      throw target.fault(
          "combined",
          "a target of kind files has one of `combined: /path/to/key-and-chain.pem`,"
              + " `keystore: /path/to/store.p12` and `pointer: /path/to/file`, which will hold the"
              + " path of the version directory");
    }
    if (text.isPresent() && pointer.isEmpty()) {
      throw target.fault("text", "is what goes into a `pointer`, and there is none");
    }
    if (keyStore.isPresent()) {
      return keyStore(keyStore, reader);
    }
    if (combined.isPresent()) {
      return new SwitchFile(combined.get(), SwitchForm.COMBINED_PEM);
    }
    return new SwitchFile(
        pointer.orElseThrow(),
        text.<SwitchForm>map(SwitchForm.Naming::new).orElse(SwitchForm.POINTER));
  }

  private SwitchFile keyStore(Optional<Path> path, RenderingReader reader) throws YamlFault {
    var type = target.optional("format", TargetReader::keyStoreType).orElse(KeyStoreType.PKCS12);
    Rendering store = reader.keyStore(target, type);
    return new SwitchFile(path.orElseThrow(), new SwitchForm.Copy(store));
  }

  private Duration timeout() throws YamlFault {
    var timeout = target.optional("timeout", Scalars::duration).orElse(DEFAULT_TIMEOUT);
    if (timeout.compareTo(SHORTEST_TIMEOUT) < 0) {
      throw target.fault(
          "timeout", "is shorter than 1s, which no command keeps; write for example `30s`");
    }
    return timeout;
  }

  /// A key that another kind has is not misspelled.
  private void tellForeignKeys(Kind kind) {
    for (var key : OWN_KEYS.keySet().stream().sorted().toList()) {
      var kinds = OWN_KEYS.getOrDefault(key, Set.of());
      if (!kinds.contains(kind) && target.has(key)) {
        target.forgive(key);
        faults.add(
            target.fault(
                key,
                "is not for kind "
                    + kind.word()
                    + ", but for "
                    + kinds.stream().map(Kind::word).collect(Collectors.joining(", "))));
      } else if (kinds.contains(kind)) {
        target.forgive(key); // a fault before it may have kept it from being asked for
      }
    }
  }

  private static KeyStoreType keyStoreType(String text) {
    return RenderingReader.word(KeyStoreType.values(), text, "format of a key store");
  }

  private record SwitchFile(Path path, SwitchForm form) {}

  /// For [SettingsFile], which words its faults by it.
  static String switchKey(Target target) {
    return switch (target.placement().form()) {
      case SwitchForm.Combined _ -> "combined";
      case SwitchForm.Copy _ -> "keystore";
      case SwitchForm.Naming _ -> target.kind() == Kind.FILES ? "pointer" : "snippet";
    };
  }
}
