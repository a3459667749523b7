package org.keyferry.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.keyferry.agent.cycle.AgentDesk;
import org.keyferry.agent.cycle.Kind;
import org.keyferry.agent.cycle.MaintenanceWindow;
import org.keyferry.agent.cycle.Outcome;
import org.keyferry.agent.cycle.Progress;
import org.keyferry.agent.cycle.RoundResult;
import org.keyferry.agent.cycle.Settings;
import org.keyferry.agent.cycle.Target;
import org.keyferry.agent.cycle.World;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.agent.identity.KeyHome;
import org.keyferry.agent.install.Placement;
import org.keyferry.agent.install.SwitchForm;
import org.keyferry.agent.probe.Listener;
import org.keyferry.agent.probe.ProbeAddress;
import org.keyferry.agent.reload.Recipe;
import org.keyferry.protocol.bundle.PrivateKeyInfo;
import org.keyferry.protocol.bundle.SecretBytes;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.Nginx;
import org.keyferry.testkit.TurnableClock;

/// A host in a temporary directory, with an agent and the targets that a test declares.
public final class ScriptedHost {

  private static final KeyPair SEALING_KEY = FixtureCa.keyPair(KeyType.RSA_3072);

  private final Path directory;
  private final ScriptedRepository repository;
  private final List<Target> targets = new ArrayList<>();
  private final AgentDesk desk;
  private int haste = 1;

  private KeyHome keys = new KeyHome.InFiles();

  private ScriptedHost(Path directory, ScriptedRepository repository, TurnableClock clock) {
    this.directory = directory;
    this.repository = repository;
    this.desk = new AgentDesk(new World(clock, new SecureRandom(), this::pause, "1.2.3"));
  }

  public static ScriptedHost in(
      Path directory, ScriptedRepository repository, TurnableClock clock) {
    return new ScriptedHost(directory, repository, clock);
  }

  /// A target of kind files, for `www-1`, that nobody serves.
  ///
  /// @param validate what to run; `/bin/true` and `/bin/false` are there
  public ScriptedHost withFiles(String validate) {
    targets.add(
        target(
            Kind.FILES,
            new Placement(
                directory.resolve("www"),
                directory.resolve("site/www.pem"),
                SwitchForm.COMBINED_PEM,
                Ownership.PRIVATE),
            new Recipe(List.of(validate), List.of(), Duration.ofSeconds(10)),
            List.of()));
    return this;
  }

  /// A target of kind files, with all that a test declares. Lives at `<name>` and
  /// `site/<name>.pem`. Its listeners are scripted and need no time between two looks.
  public ScriptedHost withTarget(
      String name,
      String certificate,
      Recipe recipe,
      List<Listener> listeners,
      Optional<MaintenanceWindow> window) {
    haste = 50;
    targets.add(
        new Target(
            new DisplayName(name),
            Kind.FILES,
            new DisplayName(certificate),
            new Placement(
                directory.resolve(name),
                directory.resolve("site").resolve(name + ".pem"),
                SwitchForm.COMBINED_PEM,
                Ownership.PRIVATE),
            recipe,
            listeners,
            window));
    return this;
  }

  /// A target of kind nginx, for `www-1`.
  public ScriptedHost withNginx(Nginx nginx) {
    return withNginxReloadedInsteadOf(nginx, nginx);
  }

  /// As [#withNginx], but another server is told to reload.
  public ScriptedHost withNginxReloadedInsteadOf(Nginx served, Nginx reloaded) {
    targets.add(
        target(
            Kind.NGINX,
            new Placement(
                directory.resolve("www"), snippet(), SwitchForm.NGINX_SNIPPET, Ownership.PRIVATE),
            new Recipe(served.validateCommand(), reloaded.reloadCommand(), Duration.ofSeconds(30)),
            List.of(Listener.tls(new ProbeAddress("127.0.0.1", served.port(), Optional.empty())))));
    return this;
  }

  public Path snippet() {
    return directory.resolve("site/www.conf");
  }

  public Path combined() {
    return directory.resolve("site/www.pem");
  }

  public Path versions() {
    return directory.resolve("www");
  }

  public Path state() {
    return directory.resolve("state");
  }

  public AgentDesk desk() {
    return desk;
  }

  public Settings settings() {
    return new Settings(
        repository.uri(),
        state(),
        keys,
        new Settings.Poll(Duration.ofSeconds(5), Duration.ofMillis(50), Duration.ofSeconds(1)),
        targets,
        Settings.Metrics.NONE);
  }

  public ScriptedHost withKeysIn(KeyHome home) {
    keys = home;
    return this;
  }

  public ScriptedHost enrolled() throws Exception {
    enroll(AgentDesk.Again.REFUSE);
    return this;
  }

  public void enrolledAgain() throws Exception {
    enroll(AgentDesk.Again.ALLOW);
  }

  private void enroll(AgentDesk.Again again) throws Exception {
    if (keys instanceof KeyHome.InFiles) {
      keepKeys();
    }
    try (var token = repository.token()) {
      desk.enroll(settings(), token, again);
    }
  }

  public RoundResult once() throws Exception {
    return once(settings());
  }

  /// With settings that a test read from a file.
  public RoundResult once(Settings settings) throws Exception {
    return desk.once(settings, Progress.UNHEARD);
  }

  /// Of the only target.
  public Outcome outcomeOfOnce() throws Exception {
    return once().targets().getFirst().outcome();
  }

  /// What is on the disk, but for what only says when: digests by path.
  public Map<String, String> disk() throws IOException {
    var files = new TreeMap<String, String>();
    for (var part : List.of(versions(), directory.resolve("site"))) {
      if (Files.exists(part)) {
        try (var all = Files.walk(part)) {
          for (var file : all.filter(Files::isRegularFile).toList()) {
            files.put(file.toString(), Thumbprint.of(Files.readAllBytes(file)).value());
          }
        }
      }
    }
    return files;
  }

  /// The first difference is enough for a test.
  public static Bytes bytesOf(Path file) throws IOException {
    return Bytes.of(Files.readAllBytes(file));
  }

  /// As an attempt that did not come to its end leaves them: one RSA key is enough for all tests.
  public void keepKeys() throws IOException {
    var next = state().resolve("identity/next");
    Files.createDirectories(next);
    for (var each : List.of(state(), state().resolve("identity"), next)) {
      Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx------"));
    }
    write(next.resolve("key.pem"), FixtureCa.keyPair(KeyType.EC_P256));
    write(next.resolve("sealing-key.pem"), SEALING_KEY);
  }

  private static void write(Path file, KeyPair key) throws IOException {
    try (var der = SecretBytes.takeOver(key.getPrivate().getEncoded());
        var pem = PrivateKeyInfo.toPem(der)) {
      Files.write(file, pem.lendTo(byte[]::clone));
    }
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  private static Target target(
      Kind kind, Placement placement, Recipe recipe, List<Listener> listeners) {
    return new Target(
        new DisplayName("www"),
        kind,
        new DisplayName("www-1"),
        placement,
        recipe,
        listeners,
        Optional.empty());
  }

  private void pause(Duration duration) throws InterruptedException {
    var _ = new CountDownLatch(1).await(duration.toMillis() / haste, TimeUnit.MILLISECONDS);
  }
}
