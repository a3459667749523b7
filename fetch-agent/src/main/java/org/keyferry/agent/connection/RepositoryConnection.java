package org.keyferry.agent.connection;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.ProviderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.http.RetryAfter;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.protocol.problem.ProblemType;

/// Requests to one repository, over kept-alive connections. Blocks; an interrupt ends the wait.
public final class RepositoryConnection implements AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration BODY_TIMEOUT = Duration.ofSeconds(30);
  private static final int LARGEST_BODY = 1 << 20;

  /// Longer is no pause: a mistake of whatever stands before the repository must not keep a host
  /// from its certificates.
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private final URI server;
  private final HttpClient client;
  private final Duration bodyTimeout;

  private RepositoryConnection(
      URI server, KeyManager @Nullable [] identity, Trust trust, Duration bodyTimeout) {
    this.server = server;
    this.bodyTimeout = bodyTimeout;
    this.client =
        HttpClient.newBuilder()
            .sslContext(contextOf(identity, trust))
            .sslParameters(onlyTls13())
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /// As a stranger who knows the thumbprint of the root certificate.
  public static RepositoryConnection ofStranger(URI server, Thumbprint root) {
    return ofStranger(server, root, BODY_TIMEOUT);
  }

  /// @param bodyTimeout for an answer that has begun to end
  static RepositoryConnection ofStranger(URI server, Thumbprint root, Duration bodyTimeout) {
    return new RepositoryConnection(server, null, Trust.inRootWith(root), bodyTimeout);
  }

  /// As an enrolled agent.
  public static RepositoryConnection ofAgent(
      URI server, X509Certificate root, PrivateKey key, CertificateChain identity) {
    return new RepositoryConnection(
        server, new KeyManager[] {new OneIdentity(key, identity)}, Trust.in(root), BODY_TIMEOUT);
  }

  public URI server() {
    return server;
  }

  /// @param path from the server's root, such as `/v1/manifest`
  /// @param timeout until the answer has begun
  public Reply get(String path, Map<String, String> headers, Duration timeout)
      throws ConversationFailed, InterruptedException {
    var request = HttpRequest.newBuilder(server.resolve(path)).timeout(timeout).GET();
    headers.forEach(request::header);
    return send(request.build());
  }

  public Reply post(String path, Object document, Duration timeout)
      throws ConversationFailed, InterruptedException {
    return postJson(path, Json.write(document), timeout);
  }

  /// What is JSON already.
  public Reply postJson(String path, byte[] json, Duration timeout)
      throws ConversationFailed, InterruptedException {
    return send(
        HttpRequest.newBuilder(server.resolve(path))
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .header("Accept", "application/json, application/problem+json")
            .POST(BodyPublishers.ofByteArray(json))
            .build());
  }

  /// Drops the connections.
  @Override
  public void close() {
    client.shutdownNow();
    client.close();
  }

  private Reply send(HttpRequest request) throws ConversationFailed, InterruptedException {
    HttpResponse<byte[]> response;
    try {
      response = wholeAnswerTo(request);
    } catch (SSLException distrusted) {
      requireSignature(distrusted);
      throw translated(distrusted);
    } catch (IOException broken) {
      requireSignature(broken);
      throw new ConversationFailed.Unreachable(
          "the repository at " + server + " does not answer: " + reasonOf(broken), broken);
    }
    var status = response.statusCode();
    if (status / 100 != 2 && status != Reply.NOT_MODIFIED) {
      throw refusalOf(response);
    }
    return new Reply(status, response.headers().firstValue("ETag"), Bytes.of(response.body()));
  }

  /// The client's own timeout ends when the answer begins.
  private HttpResponse<byte[]> wholeAnswerTo(HttpRequest request)
      throws IOException, InterruptedException {
    var limit = request.timeout().orElseThrow().plus(bodyTimeout);
    var answer =
        client.sendAsync(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_BODY));
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException stalled) {
      var slow = new HttpTimeoutException("the answer began and did not end");
      slow.initCause(stalled);
      throw slow;
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof IOException broken) {
        throw broken;
      }
      throw new IOException(failed.getCause());
    } finally {
      answer.cancel(true); // nothing, once it is there
    }
  }

  /// TLS asks for one (RFC 8446 §4.4.3), and the key may be in a token.
  private static void requireSignature(IOException failure) throws ConversationFailed {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof ProviderException silent) {
        throw new ConversationFailed.Unsigned(
            Printable.of(String.valueOf(silent.getMessage())), failure);
      }
    }
  }

  private ConversationFailed translated(SSLException failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof CertificateException reason) {
        return isOfTime(reason) ? untimely(reason, failure) : distrusted(reason, failure);
      }
    }
    var told =
        failure instanceof SSLHandshakeException
            ? ": no TLS 1.3 connection came about"
            : ": the TLS connection broke";
    return new ConversationFailed.Unreachable(
        "the repository at "
            + server
            + told
            + " ("
            + Printable.of(String.valueOf(failure.getMessage()))
            + ")",
        failure);
  }

  private ConversationFailed distrusted(CertificateException reason, SSLException failure) {
    return new ConversationFailed.Distrusted(
        "whoever answers at "
            + server
            + " is not the repository that this host trusts: "
            + Printable.of(String.valueOf(reason.getMessage())),
        failure);
  }

  private ConversationFailed untimely(CertificateException reason, SSLException failure) {
    return new ConversationFailed.Untimely(
        "the certificate of "
            + server
            + " is not good at this time, as the clock of this host has it ("
            + Printable.of(String.valueOf(reason.getMessage()))
            + "): set the clock (timedatectl set-ntp true), or that of the repository",
        failure);
  }

  private static boolean isOfTime(CertificateException distrust) {
    for (Throwable each = distrust; each != null; each = each.getCause()) {
      if (each instanceof CertificateNotYetValidException
          || each instanceof CertificateExpiredException) {
        return true;
      }
    }
    return false;
  }

  private static String reasonOf(IOException broken) {
    for (Throwable each = broken; each != null; each = each.getCause()) {
      if (each instanceof UnresolvedAddressException) {
        return "its host name is unknown";
      }
    }
    return switch (broken) {
      case HttpTimeoutException _ -> "no answer in time";
      case ConnectException _ -> "the connection was refused";
      default -> Printable.of(String.valueOf(broken.getMessage()));
    };
  }

  private static ConversationFailed refusalOf(HttpResponse<byte[]> response) {
    var status = response.statusCode();
    var retryAfter =
        RetryAfter.in(response.headers())
            .map(pause -> pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
    try {
      var problem =
          Json.read(Bytes.of(response.body()), new TypeReference<Map<String, Object>>() {});
      var type = String.valueOf(problem.get("type"));
      var detail = String.valueOf(problem.getOrDefault("detail", problem.get("title")));
      return new ConversationFailed.Refused(status, ProblemType.of(type), detail, retryAfter);
    } catch (IOException notAProblem) {
      return new ConversationFailed.Refused(
          status, Optional.empty(), "without a problem document that can be read", retryAfter);
    }
  }

  private static SSLContext contextOf(KeyManager @Nullable [] identity, Trust trust) {
    try {
      var context = SSLContext.getInstance("TLSv1.3");
      context.init(identity, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has TLS 1.3", impossible);
    }
  }

  private static SSLParameters onlyTls13() {
    var parameters = new SSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3"});
    return parameters;
  }
}
