package org.keyferry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/// A TPM 2.0 in software (swtpm) with a PKCS#11 token in it (tpm2-pkcs11), for programs that are
/// started with [#environment].
///
/// A TPM has room for three keys at a time, so a resource manager stands before it: the kernel's
/// before a real one (`/dev/tpmrm0`), tpm2-abrmd here, on a message bus of its own.
public final class SoftwareTpm implements AutoCloseable {

  private static final Path MODULE = Path.of("/usr/lib/x86_64-linux-gnu/libtpm2_pkcs11.so.1");
  private static final String LABEL = "web1";
  private static final String SO_PIN = "87654321";
  private static final String PIN = "123456";
  private static final String DATABASE = "tpm2_pkcs11.sqlite3";
  private static final long RESERVED_BYTE = 0x4000_0001L;

  private final Path directory;
  private final int port = twoPorts();
  private final RunningProgram bus;
  private RunningProgram chip;
  private RunningProgram manager;

  private SoftwareTpm() throws IOException {
    directory = Files.createTempDirectory("swtpm-");
    Files.createDirectory(directory.resolve("tpm"));
    Files.createDirectory(store());
    Files.writeString(pinFile(), PIN);
    Files.setPosixFilePermissions(pinFile(), PosixFilePermissions.fromString("rw-------"));
    chip = startChip();
    bus =
        RunningProgram.start(
                directory.resolve("bus.log"),
                Map.of(),
                List.of(
                    "dbus-daemon",
                    "--session",
                    "--nofork",
                    "--print-address",
                    "--address=" + busAddress()))
            .awaitOutput("unix:path=");
    manager = startManager();
  }

  private RunningProgram startChip() {
    var control = port + 1; // where tpm2-tss looks for it
    return RunningProgram.start(
            directory.resolve("swtpm.log"),
            Map.of(),
            List.of(
                "swtpm",
                "socket",
                "--tpm2",
                "--tpmstate",
                "dir=" + directory.resolve("tpm"),
                "--server",
                "type=tcp,bindaddr=127.0.0.1,port=" + port,
                "--ctrl",
                "type=tcp,bindaddr=127.0.0.1,port=" + control,
                "--flags",
                "not-need-init,startup-clear"))
        .awaitPort(control);
  }

  private RunningProgram startManager() {
    return RunningProgram.start(
        directory.resolve("manager.log"),
        Map.of("DBUS_SESSION_BUS_ADDRESS", busAddress()),
        List.of(
            "/usr/sbin/tpm2-abrmd",
            "--session",
            "--allow-root",
            "--tcti=swtpm:host=127.0.0.1,port=" + port));
  }

  private Path store() {
    return directory.resolve("store");
  }

  private String busAddress() {
    return "unix:path=" + directory.resolve("bus");
  }

  /// A token that is initialized and empty.
  public static SoftwareTpm start() {
    return started(tpm -> {
      tpm.tool("--init-token", "--slot-index", "0", "--label", LABEL, "--so-pin", SO_PIN);
      tpm.tool(
          "--token-label",
          LABEL,
          "--login",
          "--login-type",
          "so",
          "--so-pin",
          SO_PIN,
          "--init-pin",
          "--new-pin",
          PIN);
    });
  }

  /// Another machine's TPM, to which somebody brought the files and the PIN of this one.
  public SoftwareTpm withAnotherChip() {
    return started(tpm -> {
      try (var files = Files.list(store())) {
        for (var file : files.toList()) {
          Files.copy(
              file,
              tpm.store().resolve(file.getFileName()),
              StandardCopyOption.REPLACE_EXISTING); // an empty one was made there
        }
      }
    });
  }

  private static SoftwareTpm started(Preparation preparation) {
    try {
      var tpm = new SoftwareTpm();
      try {
        tpm.awaitChip();
        preparation.prepare(tpm);
        return tpm;
      } catch (IOException | RuntimeException failed) {
        tpm.close();
        throw failed;
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private void awaitChip() {
    Awaitility.await("the TPM is there")
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsInstanceOf(IllegalStateException.class)
        .until(() -> tool("--list-slots").contains("Slot 0"));
  }

  /// Nobody answers any more, as after a fault of the bus that it is on.
  public void goesAway() {
    manager.close();
    chip.close();
  }

  /// Until it is closed, the token uses the keys that it has and takes no other, as one that is
  /// full: its database is locked for writers (SQLite's RESERVED byte).
  public FileChannel takesNoKey() {
    try {
      var database = FileChannel.open(store().resolve(DATABASE), StandardOpenOption.WRITE);
      if (database.tryLock(RESERVED_BYTE, 1, false) == null) {
        throw new IllegalStateException("somebody else writes into it");
      }
      return database;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// With all that was in it.
  public void comesBack() {
    chip = startChip();
    manager = startManager();
    awaitChip();
  }

  /// It takes what it is asked, and does not answer until [#goesOn].
  public void hangs() {
    chip.signal("STOP");
  }

  public void goesOn() {
    chip.signal("CONT");
  }

  public Path module() {
    return MODULE;
  }

  public String label() {
    return LABEL;
  }

  public Path pinFile() {
    return directory.resolve("pin");
  }

  /// What a program needs in its environment to find this token.
  public Map<String, String> environment() {
    return Map.of(
        "TPM2_PKCS11_STORE",
        store().toString(),
        "TPM2_PKCS11_TCTI",
        "tabrmd:bus_type=session",
        "DBUS_SESSION_BUS_ADDRESS",
        busAddress());
  }

  @Override
  public void close() {
    manager.close();
    bus.close();
    chip.close();
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// @return a free port below a free one
  private static int twoPorts() {
    while (true) {
      var first = FreePort.tcp();
      try (var second = new ServerSocket()) {
        second.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), first + 1));
        return first;
      } catch (IOException | IllegalArgumentException taken) {
        // somebody else's, or beyond the last
      }
    }
  }

  private String tool(String... arguments) throws IOException {
    var command = new ArrayList<>(List.of("pkcs11-tool", "--module", MODULE.toString()));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment());
    var process = builder.start();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IllegalStateException(output);
      }
      return output;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  /// Of the token, once the chip is there.
  @FunctionalInterface
  private interface Preparation {
    void prepare(SoftwareTpm tpm) throws IOException;
  }
}
