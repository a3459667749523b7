package org.keyferry.officer.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.keyferry.officer.cli.Keyferry;
import org.keyferry.officer.cli.Surroundings;

/// The `keyferry` program.
@QuarkusMain
public final class Main implements QuarkusApplication {

  private final String version;

  Main(@ConfigProperty(name = "quarkus.application.version") String version) {
    this.version = version;
  }

  public static void main(String... arguments) {
    Quarkus.run(Main.class, arguments);
  }

  @Override
  public int run(String... arguments) throws GeneralSecurityException {
    try (var out = writerOf(FileDescriptor.out, "stdout.encoding");
        var err = writerOf(FileDescriptor.err, "stderr.encoding")) {
      var surroundings =
          new Surroundings(
              home(),
              version,
              Clock.system(ZoneOffset.UTC),
              new SecureRandom(),
              new ConsoleTerminal(),
              Main::pause);
      return Keyferry.run(surroundings, out, err, arguments);
    }
  }

  private static Path home() {
    return Optional.ofNullable(System.getenv("KEYFERRY_CONF"))
        .filter(given -> !given.isBlank())
        .map(Path::of)
        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".config", "keyferry"));
  }

  /// Until the time is up or the process ends; nothing else can happen to the latch.
  private static void pause(Duration time) throws InterruptedException {
    var _ = new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static PrintWriter writerOf(FileDescriptor descriptor, String encoding) {
    var charset = Charset.forName(System.getProperty(encoding, "UTF-8"));
    return new PrintWriter(new OutputStreamWriter(new FileOutputStream(descriptor), charset), true);
  }
}
