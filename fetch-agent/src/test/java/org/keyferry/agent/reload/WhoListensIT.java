package org.keyferry.agent.reload;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.testkit.FreePort;
import org.keyferry.testkit.Root;

/// Somebody of this host listens where a server should, and hears no secret.
class WhoListensIT {

  /// Says `ready`, and writes what the first caller says into a file.
  private static final String LISTENER =
      """
      use IO::Socket; use IO::Socket::UNIX; use IO::Socket::INET;
      my ($where, $heard) = @ARGV;
      my $at = $where =~ m{^/}
        ? IO::Socket::UNIX->new(Local => $where, Listen => 1)
        : IO::Socket::INET->new(LocalAddr => $where, Listen => 1, ReuseAddr => 1);
      $| = 1; print "ready\\n";
      my $caller = $at->accept(); my $said = '';
      while (sysread($caller, my $part, 4096)) { $said .= $part; last if $said =~ /\\n\\r?\\n/ }
      open(my $file, '>', $heard); print $file $said; close($file);
      """;

  private final RecipeRunner runner = new RecipeRunner();

  @TempDir private Path directory;

  private @Nullable Process listener;
  private Path secret;
  private Path heard;

  @SuppressWarnings("NullAway.Init") // set before it is used
  WhoListensIT() {}

  @BeforeEach
  void aDirectoryForAll() throws Exception {
    assumeTrue(Root.isThisUser(), "only root can start a process of somebody else");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    secret = Files.writeString(directory.resolve("secret"), "the secret\n");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    heard = directory.resolve("heard");
  }

  @AfterEach
  void stop() throws Exception {
    if (listener != null) {
      listener.destroy();
      assertThat(listener.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void whoeverPutAnotherSocketInThePlaceOfHaProxysIsToldNoKey() throws Exception {
    var socket = directory.resolve("admin.sock");
    listen(socket.toString(), "nobody");

    var outcome = reload(new Reload.HaProxyRuntime(socket, secret));

    assertThat(outcome)
        .isEqualTo(
            new CommandOutcome.Failed(
                "HAProxy cannot be told at "
                    + socket
                    + ": user nobody listens there and was told nothing, since that is for root"
                    + " alone"));
    assertThat(whatWasHeard()).isEmpty();
  }

  @Test
  void theOwnerOfTheKeyIsToldIt() throws Exception {
    var socket = directory.resolve("admin.sock");
    listen(socket.toString(), "nobody");
    Files.setOwner(
        secret,
        secret.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));

    reload(new Reload.HaProxyRuntime(socket, secret));

    assertThat(whatWasHeard()).contains("abort ssl cert " + secret);
  }

  @Test
  void whoeverListensInThePlaceOfTomcatIsToldNoPassword() throws Exception {
    var port = FreePort.tcp();
    listen("127.0.0.1:" + port, "nobody");

    var outcome = reload(manager(port, "daemon"));

    assertThat(outcome)
        .isEqualTo(
            new CommandOutcome.Failed(
                "Tomcat's Manager at localhost:"
                    + port
                    + ": user 65534 listens there and was told nothing, since that is for daemon"
                    + " and root alone"));
    assertThat(whatWasHeard()).isEmpty();
  }

  @Test
  void tomcatIsToldThePassword() throws Exception {
    var port = FreePort.tcp();
    listen("127.0.0.1:" + port, "nobody");

    reload(manager(port, "nobody"));

    assertThat(whatWasHeard()).contains("Authorization: Basic ");
  }

  private CommandOutcome reload(Reload reload) throws InterruptedException {
    return runner.reload(new Recipe(List.of(), reload, Duration.ofSeconds(10)));
  }

  private Reload manager(int port, String runAs) {
    return new Reload.TomcatManager(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        "/manager/text",
        "keyferry",
        secret,
        runAs);
  }

  private void listen(String where, String user) throws Exception {
    var command = new ArrayList<>(List.of("/usr/bin/setpriv", "--reuid", user, "--clear-groups"));
    command.addAll(List.of("/usr/bin/perl", "-e", LISTENER, where, heard.toString()));
    listener = new ProcessBuilder(command).redirectErrorStream(true).start();
    assertThat(requireNonNull(listener).inputReader().readLine()).isEqualTo("ready");
  }

  /// All of it: the connection is closed by now.
  private String whatWasHeard() throws Exception {
    assertThat(requireNonNull(listener).waitFor(10, TimeUnit.SECONDS)).isTrue();
    return Files.readString(heard);
  }
}
