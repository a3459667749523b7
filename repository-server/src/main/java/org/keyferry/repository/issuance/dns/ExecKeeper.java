package org.keyferry.repository.issuance.dns;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiPredicate;
import java.util.regex.Pattern;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.repository.issuance.NameServerFailure;
import org.xbill.DNS.Name;

/// A program of the admin's, for DNS providers with an API of their own. It is started as `program
/// add|remove NAME DIGEST`, without a shell, with `PATH` and nothing else in its environment and
/// nothing on its input, and must end with 0 once the provider has the change.
///
/// Which one is a matter of settings alone: nothing that comes over the network has a say, and what
/// others than root and the server's user may write to is not run.
final class ExecKeeper implements Keeper {

  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final String SEARCH_PATH = "/usr/local/bin:/usr/bin:/bin";
  private static final int MOST_OUTPUT = 4096;

  private final Path directory;
  private final Path program;
  private final Duration timeout;
  private final BiPredicate<Name, String> visible;

  /// @param directory of the admin's
  /// @param name of a file in it
  /// @param visible whether a record can be seen in the DNS
  ExecKeeper(Path directory, String name, Duration timeout, BiPredicate<Name, String> visible) {
    requirePlain(name);
    this.directory = directory;
    this.program = directory.resolve(name);
    this.timeout = timeout;
    this.visible = visible;
  }

  static void requireWhole(String setting, Dns01Config.Zone zone, Dns01Config config) {
    if (config.hooks().isEmpty() || zone.program().isEmpty()) {
      throw new IllegalStateException(
          setting + " is of kind exec, so .program and keyferry.dns01.hooks must be set, too");
    }
    requirePlain(zone.program().get());
  }

  private static void requirePlain(String name) {
    if (!FILE_NAME.matcher(name).matches()) {
      throw new IllegalStateException(
          "a program of keyferry.dns01.hooks is a plain file name, not " + Printable.of(name));
    }
  }

  @Override
  public void add(Name owner, String text) {
    run("add", owner, text);
  }

  @Override
  public boolean shows(Name owner, String text) {
    return visible.test(owner, text);
  }

  @Override
  public void remove(Name owner, String text) {
    run("remove", owner, text);
  }

  private void run(String action, Name owner, String text) {
    requireOurs(directory);
    requireOurs(program);
    var builder =
        new ProcessBuilder(List.of(program.toString(), action, owner.toString(true), text))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
    builder.environment().clear();
    builder.environment().put("PATH", SEARCH_PATH);
    try {
      finish(builder.start(), action, owner);
    } catch (IOException failure) {
      throw new NameServerFailure(
          "the program "
              + program
              + " cannot be started: "
              + Printable.of(String.valueOf(failure.getMessage())),
          failure);
    } catch (InterruptedException interruption) {
      Thread.currentThread().interrupt();
      throw new NameServerFailure("the repository is going down", interruption);
    }
  }

  private void finish(Process process, String action, Name owner) throws InterruptedException {
    var output = CompletableFuture.supplyAsync(() -> read(process.getInputStream()));
    if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
      end(process);
      throw failure(action, owner, "took longer than " + timeout, said(output));
    }
    if (process.exitValue() != 0) {
      throw failure(action, owner, "ended with " + process.exitValue(), said(output));
    }
  }

  private NameServerFailure failure(String action, Name owner, String what, String said) {
    return new NameServerFailure(
        "the program "
            + program
            + " "
            + what
            + " at "
            + action
            + " "
            + owner.toString(true)
            + (said.isBlank() ? ", and said nothing" : ": \"" + Printable.of(said.strip()) + "\""));
  }

  /// With what it has started. By its handle: [Process#destroyForcibly] would close the pipe, with
  /// what the program has said.
  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.toHandle().destroyForcibly();
  }

  /// A child that outlived the program may keep the pipe open; nobody waits for it.
  private static String said(CompletableFuture<String> output) throws InterruptedException {
    try {
      return output.get(1, TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException _) {
      return "";
    }
  }

  /// All of it, so that the program is not stopped by a full pipe; only the beginning is kept.
  private static String read(InputStream output) {
    try (output) {
      var kept = output.readNBytes(MOST_OUTPUT);
      output.transferTo(OutputStream.nullOutputStream());
      return new String(kept, StandardCharsets.UTF_8);
    } catch (IOException closed) {
      return "";
    }
  }

  private void requireOurs(Path path) {
    try {
      var attributes =
          Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      var isWhole = path.equals(directory) ? attributes.isDirectory() : attributes.isRegularFile();
      if (!isWhole) {
        throw new NameServerFailure(
            path + " is not run: it must be a " + (path.equals(directory) ? "directory" : "file"));
      }
      var owner = attributes.owner().getName();
      if (!owner.equals("root") && !owner.equals(System.getProperty("user.name"))) {
        throw new NameServerFailure(
            path
                + " is not run: it belongs to "
                + Printable.of(owner)
                + "; give it to root or to the user of the server");
      }
      var permissions = attributes.permissions();
      if (permissions.contains(PosixFilePermission.GROUP_WRITE)
          || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
        throw new NameServerFailure(path + " is not run: others may write to it; chmod go-w it");
      }
    } catch (IOException missing) {
      throw new NameServerFailure(
          path + " is not run: it is not there, or the server may not look at it", missing);
    }
  }
}
