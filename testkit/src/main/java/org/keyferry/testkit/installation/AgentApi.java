package org.keyferry.testkit.installation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.keyferry.protocol.pki.CertificateChain;

/// The agent API, spoken directly by a host that keeps nothing on disk: for journeys and benchmarks
/// that need many agents, or rude ones.
public final class AgentApi {

  private final URI server;
  private final KeyPair identityKeys;
  private final CertificateChain identity;
  private final KeyPair sealingKeys;
  private final X509Certificate root;
  private final SSLContext tls;
  private final HttpClient client;

  private AgentApi(
      URI server,
      KeyPair identityKeys,
      CertificateChain identity,
      KeyPair sealingKeys,
      X509Certificate root) {
    this.server = server;
    this.identityKeys = identityKeys;
    this.identity = identity;
    this.sealingKeys = sealingKeys;
    this.root = root;
    this.tls = tlsTo(root);
    this.client = clientOf(tls);
  }

  /// Enrolls a new agent.
  ///
  /// @param root PEM file of the repository's root certificate
  public static AgentApi enroll(URI server, Path root, String token) {
    var host = new EnrollingHost(server, root, EnrollingHost.sealingKeys());
    return host.agentIn(host.tries(token));
  }

  static AgentApi of(
      URI server,
      KeyPair identityKeys,
      CertificateChain identity,
      KeyPair sealingKeys,
      X509Certificate root) {
    return new AgentApi(server, identityKeys, identity, sealingKeys, root);
  }

  /// The same agent at another server of the repository.
  public AgentApi at(URI other) {
    return new AgentApi(other, identityKeys, identity, sealingKeys, root);
  }

  /// Asks with the headers given, name and value in turn.
  public HttpResponse<String> get(String path, String... headers) {
    var request = HttpRequest.newBuilder(server.resolve(path)).GET();
    if (headers.length > 0) {
      request.headers(headers);
    }
    return send(client, request);
  }

  public KeyPair sealingKeys() {
    return sealingKeys;
  }

  /// TLS as this agent to its repository.
  public SSLContext tls() {
    return tls;
  }

  /// TLS as this agent to somebody below another root.
  public SSLContext tlsTo(X509Certificate root) {
    return ClientTls.presenting(identityKeys.getPrivate(), identity, root);
  }

  static HttpClient clientOf(SSLContext tls) {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(tls).build();
  }

  static HttpResponse<String> send(HttpClient client, HttpRequest.Builder request) {
    try {
      return client.send(request.timeout(Duration.ofMinutes(1)).build(), BodyHandlers.ofString());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
