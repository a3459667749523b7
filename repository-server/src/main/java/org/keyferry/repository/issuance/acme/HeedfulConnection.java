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
