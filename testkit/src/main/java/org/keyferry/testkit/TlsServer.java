package org.keyferry.testkit;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/// A real server of this machine with files of its own and a free port of the loopback interface,
/// whose certificate lies in one file that somebody else writes: the *switch file*.
///
/// All of them can be started, told to reload, broken, looked at and stopped in the same way. None
/// starts before it is told to: without a switch file, most would not. Closing ends what was
/// started and nothing else.
public interface TlsServer extends AutoCloseable {

  /// As a target names it: `nginx`, `apache`, …
  String kind();

  /// The file that settles key and certificate at once.
  Path switchFile();

  int port();

  /// Before the TLS handshake: `tls`, `smtp` or `imap`.
  default String protocol() {
    return "tls";
  }

  /// Returns as soon as it listens.
  void start();

  void stop();

  /// The processes that it consists of now; none if it is not running.
  Set<Long> pids();

  /// Says whether it would start with what is on the disk, as an argument list.
  List<String> validateCommand();

  /// Tells it to read its files again, as an argument list. It fails if it is not running.
  List<String> reloadCommand();

  /// Whether it would start with what is on the disk.
  default boolean isValid() {
    return Command.exitCodeOf(validateCommand()) == 0;
  }

  /// Tells it to read its files again, as `logrotate` or an admin does at any time.
  default boolean reload() {
    return Command.exitCodeOf(reloadCommand()) == 0;
  }

  /// Puts text at the end of its configuration, in the place of what was put there before. It is
  /// read at the next start or reload.
  void write(String configurationAtTheEnd);

  /// Configuration that it refuses, for [#write].
  default String mistake() {
    return "garbage;\n";
  }

  /// A second listener with a certificate that is not in the switch file. It is there from the next
  /// start or reload on.
  ///
  /// @param port of the loopback interface
  /// @param pem private key and certificate
  void presentsElsewhere(int port, Path pem);

  /// What it logged so far.
  String errors();

  /// The leaf that it presents to a new connection.
  default X509Certificate served() {
    return served(port());
  }

  /// @param port another one where it listens
  default X509Certificate served(int port) {
    return Handshake.with(port, protocol());
  }

  /// Returns as soon as a new connection is presented this leaf: for a moment after a reload,
  /// workers old and new accept connections.
  ///
  /// @throws IllegalStateException if that does not come about in half a minute
  default void awaitServed(X509Certificate leaf) {
    Handshake.await(port(), protocol(), leaf);
  }

  @Override
  void close();
}
