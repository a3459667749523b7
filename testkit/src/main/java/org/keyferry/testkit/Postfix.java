package org.keyferry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A real Postfix with a queue of its own, one SMTP server with STARTTLS on a free port of the
/// loopback interface, and key and certificate in one PEM file that somebody else writes. Only root
/// can start it.
public final class Postfix implements TlsServer {

  private static final String MASTER = "/usr/lib/postfix/sbin/master";

  private final Path program = Command.require("/usr/sbin/postfix", "postfix");
  private final ServerFiles files = ServerFiles.of("postfix");
  private final Path pem;
  private final Path configuration = files.make("conf");
  private String second = "";

  private Postfix(Path pem) {
    this.pem = pem;
    files.letIn();
    files.make("queue");
    var data = files.make("data");
    give(data);
    writeMain("");
    writeMaster();
  }

  /// @param pem key, leaf and the rest of the chain
  public static Postfix reading(Path pem) {
    if (!Root.isThisUser()) {
      throw new IllegalStateException("only root can start Postfix");
    }
    return new Postfix(pem);
  }

  @Override
  public String kind() {
    return "postfix";
  }

  @Override
  public Path switchFile() {
    return pem;
  }

  @Override
  public int port() {
    return files.port();
  }

  @Override
  public String protocol() {
    return "smtp";
  }

  @Override
  public void start() {
    if (!isValid()) { // makes what is missing in the queue
      throw new IllegalStateException("postfix check failed: " + errors());
    }
    files.start(Map.of(), List.of(MASTER, "-c", configuration.toString(), "-d"));
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
    return List.of(program.toString(), "-c", configuration.toString(), "check");
  }

  @Override
  public List<String> reloadCommand() {
    return List.of(program.toString(), "-c", configuration.toString(), "reload");
  }

  @Override
  public void write(String configurationAtTheEnd) {
    writeMain(configurationAtTheEnd);
  }

  @Override
  public String mistake() {
    return "mail_owner = nobody-of-this-name\n";
  }

  @Override
  public void presentsElsewhere(int port, Path pem) {
    second =
        """
        127.0.0.1:%second% inet n - n - - smtpd
          -o smtpd_tls_chain_files=%pem%
        """
            .replace("%second%", Integer.toString(port))
            .replace("%pem%", pem.toString());
    writeMaster();
  }

  @Override
  public String errors() {
    return files.read("mail.log", "output.log");
  }

  @Override
  public void close() {
    files.close();
  }

  private void writeMain(String atTheEnd) {
    files.write(
        "conf/main.cf",
        """
        compatibility_level = 3.6
        command_directory = /usr/sbin
        daemon_directory = /usr/lib/postfix/sbin
        shlib_directory = /usr/lib/postfix
        meta_directory = /etc/postfix
        data_directory = %dir%/data
        queue_directory = %dir%/queue
        mail_owner = postfix
        setgid_group = postdrop
        myhostname = mail.example.com
        mydestination =
        alias_maps =
        alias_database =
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        maillog_file = %dir%/mail.log
        maillog_file_prefixes = %dir%
        smtpd_tls_security_level = may
        smtpd_tls_chain_files = %pem%
        """
                .replace("%pem%", pem.toString())
            + atTheEnd);
  }

  private void writeMaster() {
    files.write(
        "conf/master.cf",
        """
        127.0.0.1:%port% inet n - n - - smtpd
        pickup unix n - n 60 1 pickup
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        tlsmgr unix - - n 1000? 1 tlsmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        error unix - - n - - error
        anvil unix - - n - 1 anvil
        scache unix - - n - 1 scache
        proxymap unix - - n - - proxymap
        postlog unix-dgram n - n - 1 postlogd
        """
            + second);
  }

  private static void give(Path directory) {
    try {
      var users = directory.getFileSystem().getUserPrincipalLookupService();
      Files.setOwner(directory, users.lookupPrincipalByName("postfix"));
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
