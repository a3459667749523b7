package org.keyferry.repository.app;

import io.quarkus.tls.runtime.KeyStoreAndKeyCertOptions;
import io.quarkus.tls.runtime.KeyStoreProvider;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import io.vertx.core.net.KeyCertOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

/// The key of the listener `server`: it lives on the token, so the store that goes with it holds
/// the certificate only.
@ApplicationScoped
@Identifier("server")
class ServerKeyStore implements KeyStoreProvider {

  private final ServerCertificate certificate;

  ServerKeyStore(ServerCertificate certificate) {
    this.certificate = certificate;
  }

  @Override
  public KeyStoreAndKeyCertOptions getKeyStore(Vertx vertx) {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("server", certificate.keyManager().now().certificate());
      return new KeyStoreAndKeyCertOptions(store, KeyCertOptions.wrap(certificate.keyManager()));
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException("every JDK has PKCS#12", impossible);
    }
  }
}
