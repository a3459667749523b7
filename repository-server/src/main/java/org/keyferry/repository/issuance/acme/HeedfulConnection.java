package org.keyferry.repository.issuance.acme;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.http.HttpRequest;
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
import org.keyferry.protocol.pki.Printable;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.issuance.AcmeFailure;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.connector.DefaultConnection;
import org.shredzone.acme4j.connector.HttpConnector;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeProtocolException;

/// The one way of every request to a CA: only to where it may go, never while the CA wants to be
/// left alone.
///
/// Heeds Retry-After (RFC 9110 §10.2.3) whoever says it and however; acme4j knows it with a problem
/// document only, and takes the truncated Date for its clock, which makes requests early.
final class HeedfulConnection extends DefaultConnection {

  private static final String CHAIN = "application/pem-certificate-chain";
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVICE_UNAVAILABLE = 503;

  private final CertificateAuthority ca;
  private final UrlGuard guard;
  private final Pauses pauses;
  private final Duration timeout;

  /// @param timeout for a body, from its first octet to its last
  HeedfulConnection(
      HttpConnector connector,
      CertificateAuthority ca,
      UrlGuard guard,
      Pauses pauses,
      Duration timeout) {
    super(connector);
    this.timeout = timeout;
    this.ca = ca;
    this.guard = guard;
    this.pauses = pauses;
  }

  @Override
  protected void sendRequest(Session session, URL url, Consumer<HttpRequest.Builder> body)
      throws IOException {
    guard.require(ca, url);
    pauses.requireOpen(ca);
    super.sendRequest(session, url, body);
    var response = Objects.requireNonNull(lastResponse, "it has just come");
    endInTime(response.body());
    switch (response.statusCode()) {
      case TOO_MANY_REQUESTS, SERVICE_UNAVAILABLE -> heed(response);
      case 301, 302, 303, 307, 308 -> refuseRedirect(url, response);
      default -> {}
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

  /// A limit of some names is left to who placed the order.
  private void heed(HttpResponse<?> response) {
    var wanted = pauses.wantedBy(response);
    if (wanted.isEmpty()) {
      return;
    }
    var limit = response.statusCode() == TOO_MANY_REQUESTS && hasProblem(response);
    if (!limit || pauses.isShared(wanted.get())) {
      pauses.begin(ca, wanted.get());
    }
    if (!hasProblem(response)) {
      close();
      throw busy(response.statusCode(), wanted.get());
    }
  }

  /// When the CA wants to be asked again; for a limit, as far ahead as it says.
  @Override
  public Optional<Instant> getRetryAfter() {
    var response = Objects.requireNonNull(lastResponse, "something was asked");
    return response.statusCode() == TOO_MANY_REQUESTS
        ? pauses.wantedForNamesBy(response)
        : pauses.wantedBy(response);
  }

  private AcmeFailure busy(int status, Instant until) {
    return new AcmeFailure.Unavailable(
        "what answers for the CA "
            + ca.name()
            + " is busy (HTTP "
            + status
            + ") and asks to come back at "
            + until,
        Optional.of(until),
        new IOException("HTTP " + status));
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

  private static boolean hasProblem(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Content-Type")
        .filter(type -> type.startsWith("application/problem+json"))
        .isPresent();
  }
}
