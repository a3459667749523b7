package org.keyferry.agent.cycle;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.agent.Strace;
import org.keyferry.agent.Tree;
import org.keyferry.agent.fetch.HighWaterMarks;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.Nginx;

/// The agent may die at every file-system call of an install (F2, T24): `strace` kills it with
/// SIGKILL at the n-th call, for each n of each call that changes the disk.
///
/// After each crash the pair that the snippet names matches and nginx would start; the next round
/// completes, and the new certificate is served.
class CrashIT {

  private static final Version OLDEST = new Version(1, 1);
  private static final Version OLD = new Version(1, 2);
  private static final Version NEW = new Version(1, 3);
  private static final int FEWEST_POINTS = 50;
  private static final String NO_PROBE = "0";

  private static final Map<String, String> FAILURES =
      Map.of("write", "ENOSPC", "openat", "EROFS", "fsync", "EIO");

  @TempDir private Path directory;

  private Path host;
  private Nginx nginx;

  @SuppressWarnings("NullAway.Init") // set before each test
  CrashIT() {}

  @BeforeEach
  void serveOld() throws Exception {
    host = Files.createDirectory(directory.resolve("host"));
    for (var version : List.of(OLDEST, OLD, NEW)) {
      bring(version);
    }
    new HighWaterMarks(host).begin();
    nginx = Nginx.including(host.resolve("site/www.conf"));
    for (var version : List.of(OLDEST, OLD)) {
      assertThat(
              InstallOnce.install(host, version, 0, nginx.validateCommand(), List.of("/bin/true")))
          .isEqualTo(new Outcome.Installed(version));
    }
    leaveWhatACrashLeaves();
    nginx.start();
    new Tree(host).keep(directory.resolve("before"));
  }

  @AfterEach
  void close() {
    nginx.close();
  }

  @Test
  void theAgentMayDieAtAnyCall() throws Exception {
    startAnew();
    var points = strace().points();
    assertThat(points).hasSizeGreaterThanOrEqualTo(FEWEST_POINTS);
    var oldLeft = 0;
    for (var point : points) {
      startAnew();

      strace().killAt(point);

      var named = versionInForce();
      oldLeft += named.equals(OLD) ? 1 : 0;
      assertTheHostIsWellAfter(point, named);
      assertTheNextRoundCompletesAfter(point);
    }
    assertThat(oldLeft).isPositive().isLessThan(points.size());
    System.out.printf(
        Locale.ROOT,
        "killed at %d file-system calls, %d landed; in force afterwards: old %d, new %d;"
            + " mismatched pairs 0; nginx refused 0; next rounds completed %d%n",
        points.size(),
        points.size(),
        oldLeft,
        points.size() - oldLeft,
        points.size());
  }

  /// F4: what was in force stays so, and the round after goes well.
  @Test
  void aDiskThatFailsLeavesTheOldVersionOrTheNew() throws Exception {
    startAnew();
    var failing =
        strace().points().stream().filter(point -> FAILURES.containsKey(point.call())).toList();
    for (var point : failing) {
      startAnew();

      var _ = strace().failAt(point, requireNonNull(FAILURES.get(point.call())));

      assertTheHostIsWellAfter(point, versionInForce());
      assertTheNextRoundCompletesAfter(point);
    }
    System.out.printf(
        Locale.ROOT,
        "disk failed at %d calls (%s), all landed; mismatched pairs 0; next rounds completed %d%n",
        failing.size(),
        FAILURES,
        failing.size());
  }

  /// T28: no key is readable for an instant by anybody but its owner. `O_EXCL` follows no link.
  @Test
  void everyFileWithAKeyIs0600FromItsFirstByte() throws Exception {
    startAnew();

    var created =
        strace().trace().stream()
            .filter(line -> line.contains("openat(") && line.contains("O_CREAT"))
            .toList();
    assertThat(created).hasSizeGreaterThanOrEqualTo(5);
    assertThat(created).allSatisfy(line -> assertThat(line).contains("O_EXCL").contains(", 0600)"));
    assertThat(created).anySatisfy(line -> assertThat(line).contains("key.pem"));
  }

  private Strace strace() {
    var arguments = new ArrayList<String>();
    arguments.addAll(List.of(host.toString(), NEW.toString(), NO_PROBE)); // it writes to sockets
    arguments.addAll(nginx.validateCommand());
    arguments.add("--");
    arguments.addAll(nginx.reloadCommand());
    return new Strace(directory, host, InstallOnce.class, arguments);
  }

  private void assertTheHostIsWellAfter(Strace.Point point, Version named) throws Exception {
    assertPairMatches(named);
    assertThat(nginx.isValid()).as("nginx starts after %s", point).isTrue();
    assertKeysAreForTheirOwnerAlone();
  }

  private void assertTheNextRoundCompletesAfter(Strace.Point point) throws Exception {
    assertThat(install(NEW))
        .as("the next round after %s", point)
        .isIn(new Outcome.Served(NEW), new Outcome.Installed(NEW));
    assertThat(versionInForce()).isEqualTo(NEW);
    nginx.awaitServed(leafOf(NEW));
    assertNothingIsLeftOver();
  }

  private Outcome install(Version version) throws Exception {
    return InstallOnce.install(
        host, version, nginx.port(), nginx.validateCommand(), nginx.reloadCommand());
  }

  private void startAnew() throws IOException {
    new Tree(host).restore(directory.resolve("before"));
    assertThat(nginx.reload()).isTrue();
    nginx.awaitServed(leafOf(OLD));
  }

  private Version versionInForce() throws IOException {
    var snippet = Files.readString(host.resolve("site/www.conf"));
    var names =
        Pattern.compile("/www/([0-9.]+)/(fullchain|key)\\.pem").matcher(snippet).results().toList();
    assertThat(names).hasSize(2);
    assertThat(names.getFirst().group(1)).isEqualTo(names.getLast().group(1));
    return Version.parse(names.getFirst().group(1));
  }

  private void assertPairMatches(Version version) throws Exception {
    var leaf = leafOf(version);
    var pem = Files.readString(host.resolve("www/" + version + "/key.pem"));
    var der =
        Base64.getMimeDecoder().decode(pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", ""));
    var key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der));
    var signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(der);
    var signed = signature.sign();
    signature.initVerify(leaf.getPublicKey());
    signature.update(der);
    assertThat(signature.verify(signed)).isTrue();
  }

  private X509Certificate leafOf(Version version) throws IOException {
    return CertificateChain.ofPem(
            Files.readString(host.resolve("www/" + version + "/fullchain.pem")))
        .leaf();
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
    try (var versions = Files.list(host.resolve("www"));
        var site = Files.list(host.resolve("site"))) {
      assertThat(versions.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder(".journal.json", "1.2", "1.3");
      assertThat(site.map(each -> each.getFileName().toString())).containsExactly("www.conf");
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
    KeyPair key = FixtureCa.keyPair(KeyType.EC_P256);
    var chain = FixtureCa.at(Instant.now()).issue(key.getPublic(), "www.example.test");
    Files.write(incoming.resolve(version + ".key"), key.getPrivate().getEncoded());
    Files.writeString(incoming.resolve(version + ".pem"), chain.toPem());
  }
}
