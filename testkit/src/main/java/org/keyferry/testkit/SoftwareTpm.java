package org.keyferry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private final Path directory;
  private final int port = twoPorts();
  private final RunningProgram tpm;
  private final RunningProgram bus;
  private final RunningProgram manager;

  private SoftwareTpm() throws IOException {
    directory = Files.createTempDirectory("swtpm-");
    Files.createDirectory(directory.resolve("tpm"));
    Files.createDirectory(directory.resolve("store"));
    Files.writeString(pinFile(), PIN);
    Files.setPosixFilePermissions(pinFile(), PosixFilePermissions.fromString("rw-------"));
    var control = port + 1; // where tpm2-tss looks for it
    tpm =
        RunningProgram.start(
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
    manager =
        RunningProgram.start(
            directory.resolve("manager.log"),
            Map.of("DBUS_SESSION_BUS_ADDRESS", busAddress()),
            List.of(
                "/usr/sbin/tpm2-abrmd",
                "--session",
                "--allow-root",
                "--tcti=swtpm:host=127.0.0.1,port=" + port));
  }

  private String busAddress() {
    return "unix:path=" + directory.resolve("bus");
  }

  /// A token that is initialized and empty.
  public static SoftwareTpm start() {
    try {
      var tpm = new SoftwareTpm();
      try {
        Awaitility.await("the TPM is there")
            .atMost(Duration.ofSeconds(30))
            .ignoreExceptionsInstanceOf(IllegalStateException.class)
            .until(() -> tpm.tool("--list-slots").contains("Slot 0"));
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
        return tpm;
      } catch (IOException | RuntimeException failed) {
        tpm.close();
        throw failed;
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
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
        directory.resolve("store").toString(),
        "TPM2_PKCS11_TCTI",
        "tabrmd:bus_type=session",
        "DBUS_SESSION_BUS_ADDRESS",
        busAddress());
  }

  @Override
  public void close() {
    manager.close();
    bus.close();
    tpm.close();
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
}
