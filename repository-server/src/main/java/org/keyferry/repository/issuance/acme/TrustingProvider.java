package org.keyferry.repository.issuance.acme;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.issuance.CaClocks;
import org.shredzone.acme4j.connector.Connection;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

/// Talks to one CA: over HTTPS that chains to the anchors of that CA and to no others, with one
/// HTTP client for all sessions.
final class TrustingProvider extends GenericAcmeProvider {

  private final HttpClient client;
  private final CertificateAuthority ca;
  private final UrlGuard guard;
  private final Pauses pauses;
  private final CaClocks clocks;

  TrustingProvider(
      CertificateAuthority ca,
      NetworkSettings settings,
      UrlGuard guard,
      Pauses pauses,
      CaClocks clocks) {
    this.ca = ca;
    this.guard = guard;
    this.pauses = pauses;
    this.clocks = clocks;
    var builder =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.getTimeout());
    if (!ca.trustAnchors().isEmpty()) { // or else those of the JDK
      builder.sslContext(trusting(ca.trustAnchors()));
    }
    this.client = builder.build();
  }

  @Override
  public HttpClient createHttpClient(NetworkSettings settings) {
    return client;
  }

  @Override
  public Connection connect(URI server, NetworkSettings settings, HttpClient http) {
    return new HeedfulConnection(
        createHttpConnector(settings, http), ca, guard, pauses, clocks, settings.getTimeout());
  }

  private static SSLContext trusting(List<X509Certificate> trustAnchors) {
    try {
      var store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (var index = 0; index < trustAnchors.size(); index++) {
        store.setCertificateEntry("anchor-" + index, trustAnchors.get(index));
      }
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException("every JDK has TLS and key stores", impossible);
    }
  }
}
