package org.keyferry.testkit.installation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.testkit.ChallengeDns;
import org.keyferry.testkit.FreePort;
import org.keyferry.testkit.Pebble;
import org.keyferry.testkit.SoftHsmToken;

/// A whole installation in a directory of its own: token, CA, server, and the hosts that a journey
/// adds. Closing it ends what it started and removes the directory.
public final class Installation implements AutoCloseable {

  private final Path directory;
  private final SoftHsmToken token = SoftHsmToken.create();
  private final ChallengeDns dns = ChallengeDns.start();
  private final Pebble ca;
  private final RepositoryServer server;
  private final List<AgentHost> hosts = new ArrayList<>();

  private Installation(UnaryOperator<Pebble.Settings> behavior) {
    try {
      this.directory = Files.createTempDirectory("keyferry-journey-");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    var http01 = FreePort.tcp();
    this.ca = behavior.apply(Pebble.settings(dns.address(), http01)).start();
    this.server =
        new RepositoryServer(directory.resolve("repository"), token, http01, dns.address());
  }

  /// An installation before its key ceremony, with nothing configured.
  ///
  /// @param behavior of the CA
  public static Installation bare(UnaryOperator<Pebble.Settings> behavior) {
    return new Installation(behavior);
  }

  /// An installation whose server is prepared and not yet started.
  ///
  /// @param behavior of the CA
  /// @param configuration of the server, beside what every server needs
  public static Installation prepared(
      UnaryOperator<Pebble.Settings> behavior, Map<String, String> configuration) {
    var installation = new Installation(behavior);
    try {
      installation.server.prepare(configuration);
      return installation;
    } catch (Throwable failed) {
      installation.close();
      throw failed;
    }
  }

  /// An installation whose server runs and knows the CA as `pebble`, with a policy `web` of EC
  /// P-256 keys.
  public static Installation running() {
    var installation = prepared(UnaryOperator.identity(), Map.of());
    try {
      installation.server.start();
      installation.introduceTheCa();
      return installation;
    } catch (Throwable failed) {
      installation.close();
      throw failed;
    }
  }

  public void introduceTheCa() {
    var api = server.officerApi();
    api.addCa(
        "pebble",
        ca.directory(),
        new CertificateChain(List.of(ca.httpsRoot())).toPem(),
        new CertificateChain(List.of(ca.issuingRoot())).toPem());
    api.addPolicy("web", "pebble", "ec-p256");
  }

  public RepositoryServer server() {
    return server;
  }

  public SoftHsmToken token() {
    return token;
  }

  public Pebble ca() {
    return ca;
  }

  public Path directory() {
    return directory;
  }

  /// A new host, not yet configured or enrolled.
  public AgentHost host(String name) {
    var host = new AgentHost(directory.resolve(name), server.uri());
    hosts.add(host);
    return host;
  }

  /// A new host that reaches the server at another address.
  public AgentHost host(String name, URI address) {
    var host = new AgentHost(directory.resolve(name), address);
    hosts.add(host);
    return host;
  }

  @Override
  public void close() {
    hosts.forEach(AgentHost::close);
    server.close();
    ca.close();
    dns.close();
    token.close();
    // the database of a server that was killed may still be ending, and take files with it
    Awaitility.await("the directory is removed")
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsMatching(
            each -> each instanceof IOException || each instanceof UncheckedIOException)
        .until(this::remove);
  }

  private boolean remove() throws IOException {
    if (Files.exists(directory)) {
      try (var files = Files.walk(directory)) {
        for (var each : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(each);
        }
      }
    }
    return true;
  }
}
