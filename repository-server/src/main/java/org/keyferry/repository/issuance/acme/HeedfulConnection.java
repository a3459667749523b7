package org.keyferry.repository.issuance.acme;

import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.keyferry.protocol.http.HttpDate;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.issuance.AcmeFailure;
import org.keyferry.repository.issuance.CaClocks;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.DefaultConnection;
import org.shredzone.acme4j.connector.HttpConnector;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.shredzone.acme4j.exception.AcmeProtocolException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;

/// The one way of every request to a CA: only to where it may go, never while the CA wants to be
/// left alone.
///
/// Heeds Retry-After (RFC 9110 §10.2.3) whoever says it and however; acme4j knows it with a problem
/// document only, and takes the truncated Date for its clock, which makes requests early.
final class HeedfulConnection extends DefaultConnection {

  private static final String CHAIN = "application/pem-certificate-chain";
  private static final int OK = 200;
  private static final int MOST_NONCES = 10;

  private final CertificateAuthority ca;
  private final UrlGuard guard;
  private final Pauses pauses;
  private final CaClocks clocks;
  private final Duration timeout;

  /// @param timeout for a body, from its first octet to its last
  HeedfulConnection(
      HttpConnector connector,
      CertificateAuthority ca,
      UrlGuard guard,
      Pauses pauses,
      CaClocks clocks,
      Duration timeout) {
    super(connector);
    this.timeout = timeout;
    this.ca = ca;
    this.guard = guard;
    this.pauses = pauses;
    this.clocks = clocks;
  }

  /// A connection of a session that [TrustingProvider] serves.
  static HeedfulConnection of(Session session) {
    return (HeedfulConnection) session.connect();
  }

  /// Posts what a key signs that JCA cannot use. acme4j has no way for that; the nonces are its
  /// own.
  ///
  /// @param signed the body (RFC 8555 §6.2) for a nonce
  void post(Session session, URL url, Function<String, Bytes> signed) throws AcmeException {
    for (var attempt = 1; !isTaken(session, url, signed, attempt); attempt++) {
      close();
    }
  }

  /// RFC 8555 §6.5: "the client SHOULD retry the request using the provided nonce".
  ///
  /// @return false if the nonce was refused, and there is another
  private boolean isTaken(Session session, URL url, Function<String, Bytes> signed, int attempt)
      throws AcmeException {
    try {
      postOnce(session, url, signed);
      return true;
    } catch (AcmeServerException refusal) {
      if (attempt < MOST_NONCES && Problems.isOneOf(refusal, "badNonce")) {
        return false;
      }
      throw refusal;
    }
  }

  private void postOnce(Session session, URL url, Function<String, Bytes> signed)
      throws AcmeException {
    try (var nonces = session.lockNonce()) {
      if (nonces.getNonce() == null) {
        resetNonce(session);
      }
      var body = signed.apply(Objects.requireNonNull(nonces.getNonce(), "it was asked for"));
      sendRequest(
          session,
          url,
          request ->
              request
                  .header("Content-Type", "application/jose+json")
                  .POST(BodyPublishers.ofByteArray(body.toArray())));
      nonces.setNonce(getNonce().orElse(null));
    } catch (IOException network) {
      throw new AcmeNetworkException(network);
    }
    requireTaken();
  }

  private void requireTaken() throws AcmeException {
    var response = Objects.requireNonNull(lastResponse, "something was asked");
    if (response.statusCode() == OK) {
      return;
    }
    if (!Pauses.hasProblem(response)) {
      throw new AcmeException("HTTP " + response.statusCode());
    }
    var problem = new Problem(readJsonResponse(), urlOf(response.uri()));
    throw Problems.isRateLimit(problem)
        ? new AcmeRateLimitedException(problem, getRetryAfter().orElse(null), List.of())
        : new AcmeServerException(problem);
  }

  private static URL urlOf(URI uri) {
    try {
      return uri.toURL();
    } catch (MalformedURLException impossible) {
      throw new IllegalStateException("it was a URL when it was asked", impossible);
    }
  }

  @Override
  protected void sendRequest(Session session, URL url, Consumer<HttpRequest.Builder> body)
      throws IOException {
    guard.require(ca, url);
    pauses.requireOpen(ca);
    super.sendRequest(session, url, body);
    var response = Objects.requireNonNull(lastResponse, "it has just come");
    endInTime(response.body());
    HttpDate.present(response).ifPresent(date -> clocks.heard(ca.name(), date));
    switch (response.statusCode()) {
      case 301, 302, 303, 307, 308 -> refuseRedirect(url, response);
      default -> heed(response);
    }
  }

  private void heed(HttpResponse<?> response) {
    try {
      pauses.heed(ca, response);
    } catch (AcmeFailure busy) {
      close();
      throw busy;
    }
  }

  /// The time limit of a request ends with its headers (JDK): a body that stops on the way would
  /// hold whoever reads it for ever. Closing what was read to its end does nothing.
  private void endInTime(InputStream body) {
    CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .execute(() -> {
          try {
            body.close();
          } catch (IOException _) {
            // it is closed
          }
        });
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

  @Override
  public Optional<Instant> getRetryAfter() {
    return pauses.wantedBy(Objects.requireNonNull(lastResponse, "something was asked"));
  }

  /// What is signed names its URL, and a redirect could lead anywhere.
  private void refuseRedirect(URL url, HttpResponse<?> response) {
    close();
    throw new AcmeFailure.Unavailable(
        "the CA "
            + ca.name()
            + " sends whoever asks for "
            + url
            + " on to "
            + Printable.of(response.headers().firstValue("Location").orElse("nowhere"))
            + ", and redirects are not followed: if that is its directory, add the CA with it",
        Optional.empty(),
        new IOException("HTTP " + response.statusCode()));
  }
}
