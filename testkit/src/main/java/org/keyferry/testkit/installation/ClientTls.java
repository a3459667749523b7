package org.keyferry.testkit.installation;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.pki.CertificateChain;

/// TLS 1.3 from the client's side, with one root to trust.
final class ClientTls {

  private static final char[] IN_MEMORY_ONLY = "in memory only".toCharArray();

  private ClientTls() {}

  static SSLContext trusting(X509Certificate root) {
    return contextOf(null, root);
  }

  /// Presents a client certificate as well.
  static SSLContext presenting(PrivateKey key, CertificateChain chain, X509Certificate root) {
    try {
      var own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      own.setKeyEntry("own", key, IN_MEMORY_ONLY, chain.certificates().toArray(new Certificate[0]));
      var managers = KeyManagerFactory.getInstance("PKIX");
      managers.init(own, IN_MEMORY_ONLY);
      return contextOf(managers.getKeyManagers(), root);
    } catch (IOException | GeneralSecurityException failed) {
      throw new IllegalStateException("no TLS with a client certificate", failed);
    }
  }

  private static SSLContext contextOf(KeyManager @Nullable [] keys, X509Certificate root) {
    try {
      var trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("root", root);
      var managers = TrustManagerFactory.getInstance("PKIX");
      managers.init(trusted);
      var context = SSLContext.getInstance("TLSv1.3");
      context.init(keys, managers.getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException failed) {
      throw new IllegalStateException("no TLS that trusts one root", failed);
    }
  }
}
