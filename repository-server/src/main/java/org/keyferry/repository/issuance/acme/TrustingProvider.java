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
import org.shredzone.acme4j.connector.Connection;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

/// Talks to one CA: over HTTPS that chains to the anchors of that CA and to no others, with one
/// HTTP client for all sessions.
final class TrustingProvider extends GenericAcmeProvider {

  private final HttpClient client;

  /// @param trustAnchors empty: those of the JDK
  TrustingProvider(List<X509Certificate> trustAnchors, NetworkSettings settings) {
    var builder =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(settings.getTimeout());
    if (!trustAnchors.isEmpty()) {
      builder.sslContext(trusting(trustAnchors));
    }
    this.client = builder.build();
  }

  @Override
  public HttpClient createHttpClient(NetworkSettings settings) {
    return client;
  }

  @Override
  public Connection connect(URI server, NetworkSettings settings, HttpClient http) {
    return new HeedfulConnection(createHttpConnector(settings, http));
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
