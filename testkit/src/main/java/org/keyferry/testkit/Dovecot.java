package org.keyferry.testkit;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A real Dovecot with a run directory of its own, one IMAP server with STARTTLS on a free port of
/// the loopback interface, and its certificate in a snippet that somebody else writes.
public final class Dovecot implements TlsServer {

  private final Path program = Command.require("/usr/sbin/dovecot", "dovecot-imapd");
  private final ServerFiles files = ServerFiles.of("dovecot");
  private final Path snippet;
  private final Path configuration;

  private Dovecot(Path snippet) {
    this.snippet = snippet;
    files.letIn();
    this.configuration =
        files.write(
            "dovecot.conf",
            """
            base_dir = %dir%/run
            state_dir = %dir%/state
            log_path = %dir%/dovecot.log
            %users%
            protocols = imap
            listen = 127.0.0.1
            ssl = yes
            !include %snippet%
            service imap-login {
              inet_listener imap {
                port = %port%
              }
              inet_listener imaps {
                port = 0
              }
            }
            passdb {
              driver = static
              args = nopassword=y
            }
            userdb {
              driver = static
              args = uid=nobody gid=nogroup home=/nonexistent
            }
            !include_try %dir%/second*.conf
            !include_try %dir%/extra*.conf
            """
                .replace("%users%", Root.isThisUser() ? "" : users(System.getProperty("user.name")))
                .replace("%snippet%", snippet.toString()));
  }

  /// @param snippet included at the top
  public static Dovecot including(Path snippet) {
    return new Dovecot(snippet);
  }

  @Override
  public String kind() {
    return "dovecot";
  }

  @Override
  public Path switchFile() {
    return snippet;
  }

  @Override
  public int port() {
    return files.port();
  }

  @Override
  public String protocol() {
    return "imap";
  }

  @Override
  public void start() {
    files.start(Map.of(), List.of(program.toString(), "-F", "-c", configuration.toString()));
  }

  @Override
  public void stop() {
    files.stop();
  }

  @Override
  public Set<Long> pids() {
    return files.pids();
  }

  @Override
  public List<String> validateCommand() {
    return List.of("/usr/bin/doveconf", "-n", "-c", configuration.toString());
  }

  @Override
  public List<String> reloadCommand() {
    return List.of("/usr/bin/doveadm", "-c", configuration.toString(), "reload");
  }

  @Override
  public void write(String configurationAtTheEnd) {
    files.write("extra.conf", configurationAtTheEnd);
  }

  /// Dovecot has one certificate for an address and all its ports; another address is told apart.
  @Override
  public void presentsElsewhere(int port, Path pem) {
    throw new UnsupportedOperationException(
        "Dovecot presents the same certificate at every port of an address");
  }

  @Override
  public String errors() {
    return files.read("output.log", "dovecot.log");
  }

  @Override
  public void close() {
    files.close();
  }

  private static String users(String self) {
    return "default_internal_user = " + self + "\ndefault_login_user = " + self + "\n";
  }
}
