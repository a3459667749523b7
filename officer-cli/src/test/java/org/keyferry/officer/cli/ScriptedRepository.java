package org.keyferry.officer.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.testkit.FixtureCa;

/// A repository that answers what a test tells it, over real TLS, and remembers what it heard.
final class ScriptedRepository implements AutoCloseable {

  private static final char[] IN_MEMORY = {};

  private final HttpsServer server;
  private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
  private final Queue<String> heard = new ConcurrentLinkedQueue<>();
  private volatile boolean takesOfficers = true;

  private ScriptedRepository(HttpsServer server) {
    this.server = server;
  }

  /// Listens on loopback with a certificate of `ca` for `localhost`.
  static ScriptedRepository start(FixtureCa ca) throws Exception {
    var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    var repository = new ScriptedRepository(server);
    var context = repository.contextWith(ca);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            var wanted = context.getDefaultSSLParameters();
            wanted.setNeedClientAuth(true);
            wanted.setProtocols(new String[] {"TLSv1.3"});
            parameters.setSSLParameters(wanted);
          }
        });
    server.createContext("/", repository::answer);
    server.start();
    return repository;
  }

  URI address() {
    return URI.create("https://localhost:" + server.getAddress().getPort());
  }

  /// The answers to one request are given in turn, and the last again and again.
  void answers(String request, int status, String body) {
    answers.computeIfAbsent(request, _ -> new ArrayDeque<>()).add(new Answer(status, body));
  }

  void takesNoOfficers() {
    takesOfficers = false;
  }

  /// `METHOD TARGET BODY` of every request.
  Queue<String> heard() {
    return heard;
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    var request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    heard.add((request + " " + body).strip());
    var scripted = answers.getOrDefault(request, new ArrayDeque<>());
    var answer =
        scripted.isEmpty()
            ? new Answer(599, "nothing is scripted for " + request)
            : scripted.size() > 1 ? scripted.removeFirst() : scripted.getFirst();
    var content = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange
        .getResponseHeaders()
        .set("Content-Type", answer.isProblem() ? "application/problem+json" : "application/json");
    exchange.getResponseHeaders().set("ETag", '"' + Thumbprint.of(content).value() + '"');
    exchange.sendResponseHeaders(answer.status(), content.length == 0 ? -1 : content.length);
    if (content.length > 0) {
      exchange.getResponseBody().write(content);
    }
    exchange.close();
  }

  private SSLContext contextWith(FixtureCa ca) throws Exception {
    var pair = FixtureCa.keyPair(KeyType.EC_P256);
    var chain = ca.issue(pair.getPublic(), "localhost");
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry(
        "server", pair.getPrivate(), IN_MEMORY, chain.certificates().toArray(Certificate[]::new));
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, IN_MEMORY);
    var context = SSLContext.getInstance("TLSv1.3");
    context.init(keys.getKeyManagers(), new TrustManager[] {new Door()}, null);
    return context;
  }

  private record Answer(int status, String body) {
    boolean isProblem() {
      return status >= 400 && body.contains("/problems/");
    }
  }

  /// Lets every officer in, or none.
  private final class Door extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      if (!takesOfficers) {
        throw new CertificateException("no officer of ours");
      }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
      throw new IllegalStateException("the server uses engines");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      throw new IllegalStateException("the server uses engines");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
