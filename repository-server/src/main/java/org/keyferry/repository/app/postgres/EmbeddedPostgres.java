package org.keyferry.repository.app.postgres;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL of the server's own, on a loopback port, with its cluster in a directory of the
/// server's.
///
/// It ends when the server ends, killed or not; if it ends alone, it is started again on the same
/// port. One server at a time has the directory.
public final class EmbeddedPostgres implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(EmbeddedPostgres.class);

  private static final String USER = "keyferry";
  private static final long LONGEST_START = SECONDS.toNanos(60); // recovery after a crash included
  private static final int LONGEST_STOP = 30; // seconds
  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
  private static final long LEAST_ROOM = 16L << 20; // one segment of the write-ahead log
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(10); // to be no failed start
  private static final int PASSWORD_LENGTH = 24;

  private final Path directory;
  private final Path binaries;
  private final Unprivileged unprivileged;
  private final FileChannel lock;
  private final int port;
  private final String password;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private final Thread supervisor;
  private volatile @Nullable Process process;
  private volatile boolean unstartable;

  private EmbeddedPostgres(Path directory, Path binaries, FileChannel lock) throws IOException {
    this.directory = directory;
    this.binaries = binaries;
    this.lock = lock;
    this.unprivileged = Unprivileged.find();
    this.password = passwordIn(directory);
    stopLeftover();
    createCluster();
    this.port = freePort();
    this.supervisor = new Thread(this::supervise, "embedded-postgres");
    supervisor.setDaemon(true);
  }

  /// Returns when it takes connections. The first start takes seconds, later ones a fraction.
  ///
  /// @param directory for the cluster, its password and its log; made if absent, kept for the next
  ///   start
  /// @param cache for the unpacked programs, 60 MB; servers may share it
  /// @throws PostgresFailure with a sentence for the people who run the server
  public static EmbeddedPostgres start(Path directory, Path cache) {
    var home = directory.toAbsolutePath().normalize();
    var binaries = PostgresBinaries.in(cache.toAbsolutePath().normalize());
    try {
      Files.createDirectories(home);
      Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwx------"));
      var lock = lock(home);
      try {
        var postgres = new EmbeddedPostgres(home, binaries, lock);
        postgres.supervisor.start();
        postgres.awaitReady();
        return postgres;
      } catch (IOException | RuntimeException fault) {
        lock.close();
        throw fault;
      }
    } catch (IOException fault) {
      throw new PostgresFailure(
          "The database in "
              + home
              + " does not start ("
              + fault
              + "): see that the disk has room and is not read-only, and that the directory belongs to"
              + " the server's user.",
          fault);
    }
  }

  /// How to reach the one that a server runs from this directory at this moment.
  ///
  /// @return empty if no server has the directory
  /// @throws PostgresFailure if one has it, and its database does not take connections yet
  public static Optional<Access> running(Path directory) {
    var home = directory.toAbsolutePath().normalize();
    if (!Files.isDirectory(home)) {
      return Optional.empty();
    }
    try {
      if (isFree(home)) {
        return Optional.empty();
      }
      var state = Files.readAllLines(home.resolve("data/postmaster.pid"));
      if (state.size() < 8 || !state.get(7).strip().equals("ready")) {
        throw new IOException("it is starting or stopping");
      }
      return Optional.of(
          new Access(urlOf(Integer.parseInt(state.get(3).strip())), USER, passwordIn(home)));
    } catch (IOException | NumberFormatException unreachable) {
      throw new PostgresFailure(
          "A server has the database in "
              + home
              + ", and it cannot be reached ("
              + unreachable.getMessage()
              + "): try again in a moment, as the server's user or as root.",
          unreachable);
    }
  }

  private static boolean isFree(Path home) throws IOException {
    try {
      lock(home).close();
      return true;
    } catch (PostgresFailure taken) {
      return false;
    }
  }

  public Access access() {
    return new Access(url(), USER, password);
  }

  public String url() {
    return urlOf(port);
  }

  private static String urlOf(int port) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  public String username() {
    return USER;
  }

  public String password() {
    return password;
  }

  /// The postmaster; another one after each restart.
  public Optional<ProcessHandle> postmaster() {
    return Optional.ofNullable(process).filter(Process::isAlive).map(Process::toHandle);
  }

  /// Shuts it down and waits for that. Connections are cut, transactions that are open are lost.
  @Override
  public void close() {
    stopping.countDown();
    try {
      postmaster().ifPresent(EmbeddedPostgres::shutDown);
      supervisor.join(SECONDS.toMillis(LONGEST_STOP));
      lock.close();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    } catch (IOException fault) {
      LOG.warnf("lock not released directory=%s fault=\"%s\"", directory, fault);
    }
  }

  private static FileChannel lock(Path directory) throws IOException {
    var channel =
        FileChannel.open(
            directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException ours) {
      // refused below, like that of another process
    }
    channel.close();
    throw new PostgresFailure(
        "Another server uses the database in "
            + directory
            + ": stop that one, or give this one another keyferry.home.");
  }

  private static String passwordIn(Path directory) throws IOException {
    var file = directory.resolve("password");
    if (!Files.exists(file)) {
      var secret = new byte[PASSWORD_LENGTH];
      new SecureRandom().nextBytes(secret);
      var staged = directory.resolve("password.new");
      Files.deleteIfExists(staged);
      Files.createFile(
          staged,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(staged, Base64.getUrlEncoder().withoutPadding().encodeToString(secret));
      Files.move(staged, file, ATOMIC_MOVE);
    }
    return Files.readString(file).strip();
  }

  /// A server that was killed where `setpriv` is missing leaves its PostgreSQL behind.
  private void stopLeftover() throws IOException {
    var file = directory.resolve("data/postmaster.pid");
    if (!Files.exists(file)) {
      return;
    }
    var first = Files.readAllLines(file).stream().findFirst().orElse("");
    if (!first.matches("[0-9]{1,9}")) {
      return;
    }
    ProcessHandle.of(Long.parseLong(first))
        .filter(each -> each.info().command().orElse("").endsWith("/postgres"))
        .ifPresent(each -> {
          LOG.warnf("leftover database found pid=%d", each.pid());
          shutDown(each);
        });
  }

  private void createCluster() throws IOException {
    var data = directory.resolve("data");
    if (Files.exists(data)) {
      requireMajor(data);
      return;
    }
    var staged = directory.resolve("data.new");
    PostgresBinaries.deleteTree(staged);
    Files.createDirectory(
        staged, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    unprivileged.own(directory);
    var log = directory.resolve("initdb.log");
    var command =
        List.of(
            binaries.resolve("initdb").toString(),
            "--pgdata=" + staged,
            "--username=" + USER,
            "--pwfile=" + directory.resolve("password"),
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin", // no drift of the order with the machine's libraries
            "--builtin-locale=C.UTF-8",
            "--locale=C",
            "--data-checksums",
            "--no-instructions");
    var code = await(processOf(unprivileged.command(command), log).start());
    if (code != 0) {
      throw new PostgresFailure(
          "The database could not be created in "
              + directory
              + " ("
              + lastLineOf(log)
              + "): see "
              + log
              + ".");
    }
    Files.move(staged, data, ATOMIC_MOVE); // a crash before leaves no half cluster
  }

  private static void requireMajor(Path data) throws IOException {
    var found = Files.readString(data.resolve("PG_VERSION")).strip();
    if (!found.equals(PostgresBinaries.MAJOR)) {
      throw new PostgresFailure(
          "The database in "
              + data
              + " was made by PostgreSQL "
              + found
              + ", and this release brings "
              + PostgresBinaries.MAJOR
              + ": start the release that made it and move the data over.");
    }
  }

  /// Runs in a thread that lives as long as PostgreSQL: it dies with the thread that started it.
  private void supervise() {
    try {
      var pause = FIRST_PAUSE;
      while (stopping.getCount() > 0) {
        var began = System.nanoTime();
        var how = runOnce();
        var stood = Duration.ofNanos(System.nanoTime() - began);
        pause = stood.compareTo(LONG_ENOUGH) < 0 ? longer(pause) : FIRST_PAUSE;
        if (stopping.await(pause.toMillis(), MILLISECONDS)) {
          return;
        }
        LOG.errorf("database ended, is started again %s log=%s", how, startLog());
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /// @return how it ended; a disk that takes nothing keeps it from starting at all
  private String runOnce() throws InterruptedException {
    try {
      var started = processOf(unprivileged.mortalCommand(postgres()), startLog()).start();
      process = started;
      unstartable = false;
      return "exit=" + started.waitFor();
    } catch (IOException fault) {
      unstartable = true;
      return "fault=\"" + fault.getMessage() + "\"";
    }
  }

  private static Duration longer(Duration pause) {
    var doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  private List<String> postgres() {
    return List.of(
        binaries.resolve("postgres").toString(),
        "-D",
        directory.resolve("data").toString(),
        "-p",
        Integer.toString(port),
        "-c",
        "listen_addresses=127.0.0.1",
        "-c",
        "unix_socket_directories=",
        "-c",
        "max_connections=100",
        "-c",
        "shared_buffers=128MB",
        "-c",
        "timezone=UTC",
        "-c",
        "log_timezone=UTC",
        "-c",
        "logging_collector=on",
        "-c",
        "log_directory=" + directory.resolve("log"),
        "-c",
        "log_filename=postgres-%a.log",
        "-c",
        "log_truncate_on_rotation=on",
        "-c",
        "log_rotation_size=0");
  }

  private void awaitReady() {
    var state = directory.resolve("data/postmaster.pid");
    var started = System.nanoTime();
    while (System.nanoTime() - started < LONGEST_START) {
      var running = process;
      try {
        if (unstartable) {
          break;
        } else if (running == null) {
          supervisor.join(10);
        } else if (isReady(state, running)) {
          LOG.infof(
              "database started port=%d pid=%d took=%dms",
              port, running.pid(), NANOSECONDS.toMillis(System.nanoTime() - started));
          return;
        } else if (running.waitFor(20, MILLISECONDS)) {
          break;
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    close();
    throw new PostgresFailure(
        "The database in "
            + directory
            + " does not start ("
            + whyNotStarted()
            + "): see "
            + directory.resolve("log")
            + ".");
  }

  /// Lines 1 and 8 of the file (PostgreSQL's `pidfile.h`): process, and status.
  private static boolean isReady(Path state, Process running) {
    try {
      var lines = Files.readAllLines(state);
      return lines.size() >= 8
          && lines.getFirst().equals(Long.toString(running.pid()))
          && lines.get(7).strip().equals("ready");
    } catch (IOException notYet) {
      return false;
    }
  }

  /// A disk that is full keeps PostgreSQL from saying so.
  private String whyNotStarted() {
    try {
      var store = Files.getFileStore(directory);
      if (store.isReadOnly()) {
        return "the disk takes nothing: it is read-only";
      }
      if (store.getUsableSpace() < LEAST_ROOM) {
        return "the disk is full: make room, at least " + (LEAST_ROOM >> 20) + " MiB";
      }
    } catch (IOException unknown) {
      return "the disk does not answer: " + unknown.getMessage();
    }
    return lastLineOf(startLog());
  }

  private Path startLog() {
    return directory.resolve("start.log");
  }

  private static ProcessBuilder processOf(List<String> command, Path log) {
    var builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
    builder.environment().clear(); // no PG… variable of somebody's shell
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("PATH", "/usr/bin:/bin");
    return builder;
  }

  /// SIGINT is PostgreSQL's fast shutdown.
  private static void shutDown(ProcessHandle postmaster) {
    try {
      await(new ProcessBuilder("/bin/kill", "-INT", Long.toString(postmaster.pid())).start());
      postmaster.onExit().get(LONGEST_STOP, SECONDS);
    } catch (IOException | ExecutionException | TimeoutException fault) {
      LOG.errorf("database killed pid=%d fault=\"%s\"", postmaster.pid(), fault);
      postmaster.destroyForcibly();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static int await(Process running) throws IOException {
    try {
      return running.waitFor();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", interrupted);
    }
  }

  private static String lastLineOf(Path log) {
    try {
      var lines = Files.readAllLines(log).stream().filter(each -> !each.isBlank()).toList();
      return lines.isEmpty() ? "it says nothing" : lines.getLast().strip();
    } catch (IOException unreadable) {
      return "it says nothing";
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /// What a client of the database needs. The password is the directory's, not a person's.
  public record Access(String url, String username, String password) {

    @Override
    public String toString() {
      return username + " at " + url;
    }
  }
}
