package org.keyferry.agent.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keyferry.agent.ScriptedHost;
import org.keyferry.agent.ScriptedRepository;
import org.keyferry.agent.cycle.yaml.SettingsFile;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.testkit.Apache;
import org.keyferry.testkit.Caddy;
import org.keyferry.testkit.Dovecot;
import org.keyferry.testkit.HaProxy;
import org.keyferry.testkit.Nginx;
import org.keyferry.testkit.Postfix;
import org.keyferry.testkit.Root;
import org.keyferry.testkit.TlsServer;
import org.keyferry.testkit.Tomcat;
import org.keyferry.testkit.TurnableClock;

/// What the repository publishes is what a real server of each kind presents, told to in a few
/// lines of YAML.
class KindsIT {

  private static final Version FIRST = new Version(1, 1);
  private static final Version SECOND = new Version(1, 2);
  private static final String PASSWORD = "correct horse";

  @TempDir private Path directory;

  private final TurnableClock clock = TurnableClock.at(Instant.now());
  private final ScriptedRepository repository = ScriptedRepository.at(clock);

  /// A server, and what its target says beyond where it listens.
  record Case(String name, Function<Path, TlsServer> server, Function<TlsServer, String> lines) {

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
            new Case("nginx", Nginx::including, server -> "snippet: %switch%\n" + commands(server)),
            new Case(
                "apache", Apache::including, server -> "snippet: %switch%\n" + commands(server)),
            new Case(
                "haproxy", HaProxy::reading, server -> "combined: %switch%\n" + commands(server)),
            new Case("haproxy by its runtime API", HaProxy::reading, KindsIT::byRuntimeApi),
            new Case("caddy", Caddy::importing, server -> "snippet: %switch%\n" + commands(server)),
            new Case(
                "dovecot", Dovecot::including, server -> "snippet: %switch%\n" + commands(server)),
            new Case(
                "postfix", Postfix::reading, server -> "combined: %switch%\n" + commands(server)),
            tomcat("PKCS12"),
            tomcat("JKS"))
        .filter(each -> Root.isThisUser() || !each.name().equals("postfix"));
  }

  @BeforeEach
  void enroll() throws Exception {
    ScriptedHost.in(directory, repository, clock).enrolled();
  }

  @AfterEach
  void close() {
    repository.close();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void everyVersionIsServedWhateverGoesWrongMeanwhile(Case each) throws Exception {
    try (var server = each.server().apply(directory.resolve("site/switch"))) {
      var settings = settings(each, server);
      var first = repository.publishes(FIRST);
      wordOfOnce(settings); // nobody serves it yet, and it stays
      assertThat(server.isValid()).isTrue();
      server.start();
      assertThat(wordOfOnce(settings)).isEqualTo("served");
      assertThat(server.served()).isEqualTo(first);

      var second = repository.publishes(SECOND);
      assertThat(wordOfOnce(settings)).isEqualTo("served");
      assertThat(server.served()).isEqualTo(second);

      var third = repository.publishes(new Version(1, 3));
      if (checksItsConfiguration(server)) {
        var before = Bytes.of(Files.readAllBytes(server.switchFile()));
        server.write(server.mistake());
        assertThat(wordOfOnce(settings)).isEqualTo("rolled-back");
        assertThat(Bytes.of(Files.readAllBytes(server.switchFile()))).isEqualTo(before);
        assertThat(server.served()).isEqualTo(second);
        server.write("");
      }
      assertThat(wordOfOnce(settings)).isEqualTo("served");
      assertThat(server.served()).isEqualTo(third);

      server.stop();
      var fourth = repository.publishes(new Version(1, 4));
      assertThat(wordOfOnce(settings)).isEqualTo("rolled-back");
      assertThat(server.pids()).as("nobody started it").isEmpty();
      server.start();
      assertThat(wordOfOnce(settings)).isEqualTo("served");
      assertThat(server.served()).isEqualTo(fourth);
    }
  }

  private static boolean checksItsConfiguration(TlsServer server) {
    return !server.kind().equals("tomcat");
  }

  /// Connections live on: there is no new worker.
  @Test
  void theRuntimeApiLeavesTheProcessesAlone() throws Exception {
    var each = new Case("haproxy", HaProxy::reading, KindsIT::byRuntimeApi);
    try (var server = each.server().apply(directory.resolve("site/switch"))) {
      var settings = settings(each, server);
      repository.publishes(FIRST);
      wordOfOnce(settings);
      server.start();
      assertThat(wordOfOnce(settings)).isEqualTo("served");
      Set<Long> before = server.pids();

      var second = repository.publishes(SECOND);
      assertThat(wordOfOnce(settings)).isEqualTo("served");

      assertThat(server.pids()).isEqualTo(before);
      server.stop();
      server.start(); // what was told is in the file too
      assertThat(server.served()).isEqualTo(second);
    }
  }

  /// One certificate for a web server and a mail server, and for an application that wants DER.
  @Test
  void severalTargetsAndFormatsOfOneCertificate() throws Exception {
    try (var web = Nginx.including(directory.resolve("site/switch"));
        var mail = HaProxy.reading(directory.resolve("site/mail"))) {
      var settings =
          settings(
              target("web", web, "snippet: %switch%\n" + commands(web))
                  + target("mail", mail, "combined: %switch%\n" + commands(mail))
                  + """
                    - name: application
                      kind: files
                      certificate: www-1
                      directory: %directory%/application
                      pointer: %directory%/site/application
                      text: "{directory}/www-1.{version}.key.der\\n"
                      files:
                        - {name: "{certificate}.{version}.key.der", format: der, content: key}
                        - {name: "{certificate}.{version}.der", format: der, content: certificate}
                        - {name: "all.p12", format: pkcs12, password-file: %directory%/password}
                  """
                      .indent(-2)
                      .replace("%directory%", directory.toString()));
      writePassword(directory.resolve("password"), PASSWORD);
      var leaf = repository.publishes(FIRST);
      wordOfOnce(settings);
      web.start();
      mail.start();

      assertThat(wordsOfOnce(settings)).containsExactly("served", "served", "installed");

      assertThat(web.served()).isEqualTo(leaf);
      assertThat(mail.served()).isEqualTo(leaf);
      var named = Path.of(Files.readString(directory.resolve("site/application")).strip());
      assertThat(named).isEqualTo(directory.resolve("application/1.1/www-1.1.1.key.der"));
      assertThat(directory.resolve("application/1.1/www-1.1.1.der"))
          .hasBinaryContent(leaf.getEncoded());
      assertThat(directory.resolve("application/1.1/all.p12")).exists();
    }
  }

  private static Case tomcat(String type) {
    return new Case(
        "tomcat with " + type,
        file -> Tomcat.reading(file, type, PASSWORD),
        server ->
            """
            keystore: %switch%
            format: %type%
            password-file: %password%
            manager: {url: "%url%", user: %user%, password-file: %manager%}
            """
                .replace("%type%", type.toLowerCase(Locale.ROOT))
                .replace("%password%", ((Tomcat) server).passwordFile().toString())
                .replace("%url%", ((Tomcat) server).managerUrl())
                .replace("%user%", ((Tomcat) server).managerUser())
                .replace("%manager%", ((Tomcat) server).managerPasswordFile().toString()));
  }

  private static String byRuntimeApi(TlsServer server) {
    return "combined: %switch%\nvalidate: "
        + list(server.validateCommand())
        + "\nruntime-socket: "
        + ((HaProxy) server).runtimeSocket()
        + "\n";
  }

  private static String commands(TlsServer server) {
    return "validate: "
        + list(server.validateCommand())
        + "\nreload: "
        + list(server.reloadCommand())
        + "\n";
  }

  private static String list(List<String> command) {
    return command.stream()
        .map(each -> '"' + each + '"')
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private Settings settings(Case each, TlsServer server) throws Exception {
    return settings(target("www", server, each.lines().apply(server)));
  }

  private String target(String name, TlsServer server, String lines) {
    return """
    - name: %name%
      kind: %kind%
      certificate: www-1
      directory: %directory%/%name%
      listeners: [{address: "127.0.0.1:%port%", protocol: %protocol%}]
    """
            .replace("%name%", name)
            .replace("%kind%", server.kind())
            .replace("%directory%", directory.toString())
            .replace("%port%", Integer.toString(server.port()))
            .replace("%protocol%", server.protocol())
        + lines.replace("%switch%", server.switchFile().toString()).indent(2);
  }

  private Settings settings(String targets) throws Exception {
    var file =
        Files.writeString(
            directory.resolve("agent.yaml"),
            """
            server: %server%
            state: %directory%/state
            allowed-roots: [%directory%]
            targets:
            """
                    .replace("%server%", repository.uri().toString())
                    .replace("%directory%", directory.toString())
                + targets);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    return new SettingsFile(file).read();
  }

  private String wordOfOnce(Settings settings) throws Exception {
    return wordsOfOnce(settings).getFirst();
  }

  private List<String> wordsOfOnce(Settings settings) throws Exception {
    return ScriptedHost.in(directory, repository, clock).once(settings).targets().stream()
        .map(each -> each.outcome().word())
        .toList();
  }

  private static void writePassword(Path file, String password) throws Exception {
    Files.writeString(file, password + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
