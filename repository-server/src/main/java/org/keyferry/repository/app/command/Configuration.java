package org.keyferry.repository.app.command;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.keyferry.custody.TokenSettings;
import org.keyferry.custody.TokenSettings.LeakingModule;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.repository.app.postgres.EmbeddedPostgres.Access;

/// What a command needs to know before the container reads the same file.
final class Configuration {

  /// First words of the keys behind `keyferry.`; the container knows the words behind them.
  static final Set<String> GROUPS =
      new TreeSet<>(
          Set.of(
              "acme",
              "circuit",
              "clock",
              "delivery",
              "dns01",
              "home",
              "http01",
              "incident",
              "issuance",
              "mail",
              "notices",
              "postgres",
              "precheck",
              "renewal",
              "scheduler",
              "server",
              "tlsalpn01",
              "token",
              "webhook"));

  private static final String PREFIX = "keyferry.";
  private static final int ABOVE_WHAT_IS_BUILT_IN = 260; // below the environment and -D

  private final Optional<Path> file;
  private final SmallRyeConfig values;

  private Configuration(Optional<Path> file, SmallRyeConfig values) {
    this.file = file;
    this.values = values;
  }

  /// @param file Java properties; without it, environment and system properties are all there is
  /// @throws CommandFailure if it cannot be read, or has a key that nobody knows
  static Configuration in(Optional<Path> file) {
    var builder = new SmallRyeConfigBuilder().addDefaultInterceptors().addDefaultSources();
    file.map(Configuration::sourceOf).ifPresent(builder::withSources);
    return new Configuration(file.map(Path::toAbsolutePath), builder.build());
  }

  /// Lets the container read the same file.
  void publish() {
    file.ifPresent(path -> System.setProperty("quarkus.config.locations", path.toUri().toString()));
  }

  /// Absolute.
  Optional<Path> file() {
    return file;
  }

  TokenSettings token() {
    return new TokenSettings(
        required("keyferry.token.module", Path.class),
        required("keyferry.token.label", String.class),
        required("keyferry.token.pin-file", Path.class),
        optional("keyferry.token.module-arguments", String.class),
        optional("keyferry.token.leaking-module", LeakingModule.class)
            .orElse(LeakingModule.REFUSE));
  }

  /// Whether a PostgreSQL is named, so that none has to be started.
  boolean namesDatabase() {
    return optional("quarkus.datasource.jdbc.url", String.class).isPresent();
  }

  /// The PostgreSQL that is named; only if [#namesDatabase()].
  Access database() {
    return new Access(
        required("quarkus.datasource.jdbc.url", String.class),
        optional("quarkus.datasource.username", String.class).orElse(""),
        optional("quarkus.datasource.password", String.class).orElse(""));
  }

  /// Where the database that comes along keeps its files.
  Path postgres() {
    return required("keyferry.home", Path.class).resolve("postgres");
  }

  /// Where its programs are unpacked; servers on one machine may share it.
  Path postgresBinaries() {
    return optional("keyferry.postgres.binaries", Path.class)
        .orElseGet(() -> required("keyferry.home", Path.class).resolve("binaries"));
  }

  private <T> T required(String key, Class<T> type) {
    return optional(key, type)
        .orElseThrow(() ->
            new CommandFailure(
                ExitCode.CONFIGURATION,
                "The configuration has no " + key + ": set it" + inFile() + ".",
                null));
  }

  private <T> Optional<T> optional(String key, Class<T> type) {
    try {
      return values.getOptionalValue(key, type);
    } catch (IllegalArgumentException malformed) {
      throw new CommandFailure(
          ExitCode.CONFIGURATION,
          "The value of "
              + key
              + inFile()
              + " cannot be used: "
              + Printable.of(String.valueOf(malformed.getMessage())),
          malformed);
    }
  }

  private String inFile() {
    return file.map(path -> " in " + path).orElse(" in a file and name it with --config");
  }

  private static PropertiesConfigSource sourceOf(Path file) {
    try {
      var source = new PropertiesConfigSource(file.toUri().toURL(), ABOVE_WHAT_IS_BUILT_IN);
      source.getPropertyNames().forEach(key -> requireKnown(key, file));
      return source;
    } catch (IOException | IllegalArgumentException unreadable) {
      throw new CommandFailure(
          ExitCode.CONFIGURATION,
          "The configuration file "
              + file
              + (Files.exists(file) ? " cannot be read: " + unreadable.getMessage() : " is missing")
              + ": name another with --config.",
          unreadable);
    }
  }

  private static void requireKnown(String key, Path file) {
    if (!key.startsWith(PREFIX)) {
      return;
    }
    var group = key.substring(PREFIX.length()).split("\\.", 2)[0];
    if (!GROUPS.contains(group)) {
      throw new CommandFailure(
          ExitCode.CONFIGURATION,
          "Nobody knows "
              + Printable.of(key)
              + " in "
              + file
              + ": behind 'keyferry.' stands one of "
              + String.join(", ", GROUPS)
              + ".",
          null);
    }
  }
}
