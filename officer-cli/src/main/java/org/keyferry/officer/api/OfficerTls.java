package org.keyferry.officer.api;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.keyferry.officer.identity.OfficerIdentity;

/// TLS as the officer speaks it: with the officer's certificate, and trusting the repository's root
/// and no other.
final class OfficerTls {

  private static final char[] IN_MEMORY = {}; // the store is never written

  private OfficerTls() {}

  static SSLContext contextOf(OfficerIdentity identity) {
    try {
      var own = emptyStore();
      own.setKeyEntry(
          "officer",
          identity.key(),
          IN_MEMORY,
          identity.chain().certificates().toArray(Certificate[]::new));
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own, IN_MEMORY);

      var roots = emptyStore();
      roots.setCertificateEntry("root", identity.root());
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(roots);

      var context = SSLContext.getInstance("TLSv1.3");
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException impossible) {
      throw new IllegalStateException("a checked identity makes a TLS context", impossible);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
