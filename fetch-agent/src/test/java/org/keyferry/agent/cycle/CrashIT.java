package org.keyferry.agent.cycle;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keyferry.agent.Strace;
import org.keyferry.agent.Tree;
import org.keyferry.agent.fetch.HighWaterMarks;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.TlsServer;

/// The agent may die at every file-system call of an install (F2, T24): `strace` kills it with
/// SIGKILL at the n-th call, for each n of each call that changes the disk.
///
/// After each crash the pair in force matches and the server would start; the next round completes,
/// and the new certificate is served. `-Dkeyferry.crash.every=1` tries every call; without it,
/// every twentieth.
class CrashIT {

  private static final Version OLDEST = new Version(1, 1);
  private static final Version OLD = new Version(1, 2);
  private static final Version NEW = new Version(1, 3);
  private static final int FEWEST_POINTS = 40;
  private static final int FEWEST_IN_ALL = 300;
  private static final Map<InstalledServer, Integer> LANDED = new EnumMap<>(InstalledServer.class);
  private static final int EVERY = Integer.getInteger("keyferry.crash.every", 20);
  private static final String NO_PROBE = "0"; // it writes to sockets

  private static final Map<String, String> FAILURES =
      Map.of("write", "ENOSPC", "openat", "EROFS", "fsync", "EIO");

  @TempDir private Path directory;

  private Path host;
  private InstalledServer kind;
  private TlsServer server;
  private final Map<Version, X509Certificate> leaves = new HashMap<>();

  @SuppressWarnings("NullAway.Init") // set by each test
  CrashIT() {}

  @AfterEach
  void close() {
    server.close();
  }

  /// The whole campaign is a large one.
  @AfterAll
  static void allLanded() {
    var all = LANDED.values().stream().mapToInt(Integer::intValue).sum();
    System.out.printf(Locale.ROOT, "killed at %d file-system calls in all: %s%n", all, LANDED);
    if (EVERY == 1 && LANDED.keySet().containsAll(EnumSet.allOf(InstalledServer.class))) {
      assertThat(all).isGreaterThanOrEqualTo(FEWEST_IN_ALL);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theAgentMayDieAtAnyCallOfARenewal(InstalledServer kind) throws Exception {
    serveOld(kind);
    startAnew();
    var strace = strace(server.validateCommand(), server.reloadCommand());
    var oldLeft = 0;
    var points = someOf(strace.points());
    for (var point : points) {
      startAnew();

      strace.killAt(point);

      oldLeft += versionInForceAfter(point).equals(OLD) ? 1 : 0;
      assertTheNextRoundCompletesAfter(point);
    }
    assertThat(oldLeft).isPositive().isLessThan(points.size());
    tell("a renewal", points.size(), oldLeft);
  }

  @ParameterizedTest
  @EnumSource
  void theAgentMayDieAtAnyCallOfGoingBack(InstalledServer kind) throws Exception {
    serveOld(kind);
    startAnew();
    var strace = strace(List.of("/bin/false"), server.reloadCommand());
    var oldLeft = 0;
    var points = someOf(strace.points());
    for (var point : points) {
      startAnew();

      strace.killAt(point);

      oldLeft += versionInForceAfter(point).equals(OLD) ? 1 : 0;
      assertTheNextRoundCompletesAfter(point);
    }
    assertThat(oldLeft).isPositive();
    if (EVERY == 1) { // with fewer, none may fall between the two renames
      assertThat(oldLeft).isLessThan(points.size());
    }
    tell("going back", points.size(), oldLeft);
  }

  /// There is nothing to serve before, so the server is not there.
  @ParameterizedTest
  @EnumSource
  void theAgentMayDieAtAnyCallOfAFirstInstall(InstalledServer kind) throws Exception {
    prepare(kind);
    var before = directory.resolve("before");
    new Tree(host).keep(before);
    var strace = strace(server.validateCommand(), InstalledServer.nothing());
    var nothingLeft = 0;
    var points = someOf(strace.points());
    for (var point : points) {
      new Tree(host).restore(before);

      strace.killAt(point);

      var pair = PairInForce.in(host);
      if (pair.isPresent()) {
        assertThat(pair.get().matches()).as("pair after %s", point).isTrue();
        assertThat(server.isValid()).as("%s starts after %s", kind, point).isTrue();
      } else {
        nothingLeft++;
      }
      assertThat(install(NEW, 0, InstalledServer.nothing()))
          .as("the next round after %s", point)
          .isEqualTo(new Outcome.Installed(NEW));
      assertThat(server.isValid()).isTrue();
    }
    server.start();
    server.awaitServed(leafOf(NEW));
    assertThat(nothingLeft).isPositive().isLessThan(points.size());
    tell("a first install", points.size(), nothingLeft);
  }

  /// F4: what was in force stays so, and the round after goes well.
  @ParameterizedTest
  @EnumSource
  void aDiskThatFailsLeavesTheOldVersionOrTheNew(InstalledServer kind) throws Exception {
    serveOld(kind);
    startAnew();
    var strace = strace(server.validateCommand(), server.reloadCommand());
    var failing =
        someOf(
            strace.points().stream().filter(point -> FAILURES.containsKey(point.call())).toList());
    for (var point : failing) {
      startAnew();

      var _ = strace.failAt(point, requireNonNull(FAILURES.get(point.call())));

      var _ = versionInForceAfter(point);
      assertTheNextRoundCompletesAfter(point);
    }
    System.out.printf(
        Locale.ROOT,
        "%s: disk failed at %d calls (%s), all landed; mismatched pairs 0; next rounds completed"
            + " %d%n",
        server.kind(),
        failing.size(),
        FAILURES,
        failing.size());
  }

  /// T28: no key is readable for an instant by anybody but its owner. `O_EXCL` follows no link.
  @ParameterizedTest
  @EnumSource
  void everyFileWithAKeyIs0600FromItsFirstByte(InstalledServer kind) throws Exception {
    serveOld(kind);
    startAnew();

    var created =
        strace(server.validateCommand(), server.reloadCommand()).trace().stream()
            .filter(line -> line.contains("openat(") && line.contains("O_CREAT"))
            .toList();
    assertThat(created).hasSizeGreaterThanOrEqualTo(5);
    assertThat(created).allSatisfy(line -> assertThat(line).contains("O_EXCL").contains(", 0600)"));
    assertThat(created).anySatisfy(line -> assertThat(line).contains("key.pem"));
  }

  private void prepare(InstalledServer kind) throws Exception {
    this.kind = kind;
    host = Files.createDirectory(directory.resolve("host"));
    for (var version : List.of(OLDEST, OLD, NEW)) {
      bring(version);
    }
    new HighWaterMarks(host).begin();
    server = kind.on(host);
  }

  private void serveOld(InstalledServer kind) throws Exception {
    prepare(kind);
    for (var version : List.of(OLDEST, OLD)) {
      assertThat(install(version, 0, InstalledServer.nothing()))
          .isEqualTo(new Outcome.Installed(version));
    }
    leaveWhatACrashLeaves();
    server.start();
    new Tree(host).keep(directory.resolve("before"));
  }

  private void startAnew() throws IOException {
    new Tree(host).restore(directory.resolve("before"));
    assertThat(server.reload()).isTrue();
    try {
      server.awaitServed(leafOf(OLD));
    } catch (IllegalStateException stillTheOther) { // a reload came amid another, and was lost
      assertThat(server.reload()).isTrue();
      server.awaitServed(leafOf(OLD));
    }
  }

  private Strace strace(List<String> validate, List<String> reload) {
    var arguments = new ArrayList<String>();
    arguments.addAll(List.of(host.toString(), kind.name(), NEW.toString(), NO_PROBE));
    arguments.addAll(validate);
    arguments.add("--");
    arguments.addAll(reload);
    return new Strace(directory, host, InstallOnce.class, arguments);
  }

  /// Evenly spread; the last calls, which nothing makes good, among them.
  private static List<Strace.Point> someOf(List<Strace.Point> points) {
    assertThat(points).hasSizeGreaterThanOrEqualTo(FEWEST_POINTS / 2);
    var some = new ArrayList<Strace.Point>();
    for (var index = points.size() - 1; index >= 0; index -= EVERY) {
      some.add(points.get(index));
    }
    return some;
  }

  private Version versionInForceAfter(Strace.Point point) throws Exception {
    var pair = PairInForce.in(host).orElseThrow();
    assertThat(pair.matches()).as("pair after %s", point).isTrue();
    assertThat(server.isValid()).as("%s starts after %s", server.kind(), point).isTrue();
    assertKeysAreForTheirOwnerAlone();
    return leaves.entrySet().stream()
        .filter(each -> each.getValue().equals(pair.leaf()))
        .map(Map.Entry::getKey)
        .findFirst()
        .orElseThrow();
  }

  private void assertTheNextRoundCompletesAfter(Strace.Point point) throws Exception {
    assertThat(install(NEW, server.port(), server.reloadCommand()))
        .as("the next round after %s", point)
        .isIn(new Outcome.Served(NEW), new Outcome.Installed(NEW));
    assertThat(versionInForceAfter(point)).isEqualTo(NEW);
    server.awaitServed(leafOf(NEW));
    assertNothingIsLeftOver();
  }

  private Outcome install(Version version, int port, List<String> reload) throws Exception {
    var validate = reload.equals(InstalledServer.nothing()) ? reload : server.validateCommand();
    return InstallOnce.install(host, kind, version, port, validate, reload);
  }

  private X509Certificate leafOf(Version version) {
    return requireNonNull(leaves.get(version));
  }

  private void assertKeysAreForTheirOwnerAlone() throws IOException {
    try (var files = Files.walk(host.resolve("www"))) {
      for (var file : files.filter(each -> each.endsWith("key.pem")).toList()) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
            .isEqualTo("rw-------");
      }
    }
  }

  private void assertNothingIsLeftOver() throws IOException {
    assertThat(namesIn("www")).containsExactlyInAnyOrder(".journal.json", "1.2", "1.3");
    assertThat(namesIn("site")).containsExactly("www.conf");
  }

  private List<String> namesIn(String folder) throws IOException {
    try (Stream<Path> files = Files.list(host.resolve(folder))) {
      return files.map(each -> String.valueOf(each.getFileName())).toList();
    }
  }

  /// So that the install under test has an earlier crash to clean up after as well.
  private void leaveWhatACrashLeaves() throws IOException {
    Files.createDirectory(host.resolve("www/.staging"));
    var half = Files.writeString(host.resolve("www/.staging/key.pem"), "half");
    Files.setPosixFilePermissions(half, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(host.resolve("www/..journal.json.new"), "half");
    Files.writeString(host.resolve("site/.www.conf.new"), "half");
  }

  private void bring(Version version) throws IOException {
    var incoming = Files.createDirectories(host.resolve("incoming"));
    var key = FixtureCa.keyPair(KeyType.EC_P256);
    var chain = FixtureCa.at(Instant.now()).issue(key.getPublic(), "www.example.test");
    Files.write(incoming.resolve(version + ".key"), key.getPrivate().getEncoded());
    Files.writeString(incoming.resolve(version + ".pem"), chain.toPem());
    leaves.put(version, chain.leaf());
  }

  private void tell(String what, int points, int before) {
    LANDED.merge(kind, points, Integer::sum);
    System.out.printf(
        Locale.ROOT,
        "%s: killed at %d file-system calls of %s, all landed; in force afterwards: as before %d,"
            + " new %d; mismatched pairs 0; refused to start 0; next rounds completed %d%n",
        server.kind(),
        points,
        what,
        before,
        points - before,
        points);
  }
}
