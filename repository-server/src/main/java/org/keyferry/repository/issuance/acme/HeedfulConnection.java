package org.keyferry.repository.issuance.acme;

import java.io.IOException;
import java.net.URL;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.keyferry.protocol.pki.Printable;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.DefaultConnection;
import org.shredzone.acme4j.connector.HttpConnector;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeProtocolException;

/// Heeds Retry-After (RFC 9110 §10.2.3) also on an answer without a problem document, as load
/// balancers give it; acme4j makes of that an exception which has lost the header.
final class HeedfulConnection extends DefaultConnection {

  private static final String CHAIN = "application/pem-certificate-chain";
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVICE_UNAVAILABLE = 503;

  HeedfulConnection(HttpConnector connector) {
    super(connector);
  }

  @Override
  protected void sendRequest(Session session, URL url, Consumer<HttpRequest.Builder> body)
      throws IOException {
    super.sendRequest(session, url, body);
    var response = Objects.requireNonNull(lastResponse, "it has just come");
    var status = response.statusCode();
    if ((status == TOO_MANY_REQUESTS || status == SERVICE_UNAVAILABLE) && !hasProblem(response)) {
      var wait = retryAfter();
      if (wait.isPresent()) {
        close();
        throw new Busy(status, wait.get());
      }
    }
  }

  /// Strictly, and without memory for what is no chain.
  @Override
  public List<X509Certificate> readCertificates() throws AcmeException {
    var response = Objects.requireNonNull(lastResponse, "it was asked for");
    var type = response.headers().firstValue("Content-Type").orElse("nothing");
    if (!type.strip().split(";", 2)[0].strip().equalsIgnoreCase(CHAIN)) {
      throw new AcmeProtocolException("a chain of the type " + Printable.of(type));
    }
    return ChainBody.read(response.body()).certificates();
  }

  private static boolean hasProblem(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Content-Type")
        .filter(type -> type.startsWith("application/problem+json"))
        .isPresent();
  }

  private Optional<Instant> retryAfter() {
    try {
      return getRetryAfter();
    } catch (AcmeProtocolException malformed) {
      return Optional.empty(); // then our own patience has to do
    }
  }

  /// Whoever answers for the CA wants to be asked later.
  static final class Busy extends IOException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final Instant retryAfter;

    Busy(int status, Instant retryAfter) {
      super("HTTP " + status);
      this.status = status;
      this.retryAfter = retryAfter;
    }

    int status() {
      return status;
    }

    Instant retryAfter() {
      return retryAfter;
    }
  }
}
