package org.keyferry.repository.app;

import io.quarkus.tls.runtime.TrustStoreAndTrustOptions;
import io.quarkus.tls.runtime.TrustStoreProvider;
import io.smallrye.common.annotation.Identifier;
import io.vertx.core.Vertx;
import io.vertx.core.net.TrustOptions;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.TrustManagerFactory;
import org.keyferry.repository.custody.RepositoryIdentities;

/// Whose certificates the listener `server` takes: the agent CA's and the officer CA's. Not the
/// root's: what is issued to servers is good for servers.
@ApplicationScoped
@Identifier("server")
class ServerTrustStore implements TrustStoreProvider {

  private final RepositoryIdentities identities;

  ServerTrustStore(RepositoryIdentities identities) {
    this.identities = identities;
  }

  @Override
  public TrustStoreAndTrustOptions getTrustStore(Vertx vertx) {
    try {
      var store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("agents", identities.agents().certificate());
      store.setCertificateEntry("officers", identities.officers().certificate());
      var factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      return new TrustStoreAndTrustOptions(store, TrustOptions.wrap(factory));
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException("every JDK has PKCS#12 and PKIX", impossible);
    }
  }
}
