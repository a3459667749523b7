package org.keyferry.agent.connection;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;

/// What can be seen of whoever answers where the repository should. Nothing of it is believed, and
/// no identity is shown: it is for finding out why [RepositoryConnection] refuses.
///
/// @param protocol such as `TLSv1.3`
/// @param chain as it was presented, leaf first
/// @param date by its own clock (RFC 9110 §6.6.1), whole seconds
public record RepositorySight(
    String protocol, List<X509Certificate> chain, Optional<Instant> date) {

  public RepositorySight {
    chain = List.copyOf(chain);
  }

  /// @throws IOException if there is no TLS of this decade, or no HTTP in it
  public static RepositorySight at(URI server, Duration timeout)
      throws IOException, InterruptedException {
    var client =
        HttpClient.newBuilder()
            .sslContext(Onlooker.context())
            .sslParameters(anyRecentTls())
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    try {
      var answer =
          client.send(
              HttpRequest.newBuilder(server.resolve("/v1/manifest")).timeout(timeout).build(),
              BodyHandlers.discarding());
      var session = answer.sslSession().orElseThrow();
      return new RepositorySight(
          session.getProtocol(),
          chainOf(session.getPeerCertificates()),
          answer.headers().firstValue("Date").flatMap(RepositorySight::instantOf));
    } catch (SSLPeerUnverifiedException anonymous) {
      throw new IOException("it shows no certificate", anonymous);
    } finally {
      client.shutdownNow();
      client.close();
    }
  }

  private static List<X509Certificate> chainOf(Certificate[] presented) {
    return Arrays.stream(presented).map(X509Certificate.class::cast).toList();
  }

  private static Optional<Instant> instantOf(String date) {
    try {
      return Optional.of(
          ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException malformed) {
      return Optional.empty();
    }
  }

  private static SSLParameters anyRecentTls() {
    var parameters = new SSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    return parameters;
  }
}
