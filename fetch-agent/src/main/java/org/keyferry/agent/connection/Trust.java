package org.keyferry.agent.connection;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.keyferry.protocol.pki.Thumbprint;

/// Believes a server whose chain ends in the repository's root, and no other.
///
/// At enrollment the root itself is not known yet, only its thumbprint, from the token: the server
/// sends the root along, and everything else (signatures, validity, host name) is checked from
/// there as always.
final class Trust extends X509ExtendedTrustManager {

  private final RootFinder root;

  private Trust(RootFinder root) {
    this.root = root;
  }

  static Trust in(X509Certificate root) {
    return new Trust(_ -> root);
  }

  static Trust inRootWith(Thumbprint thumbprint) {
    return new Trust(chain -> rootIn(chain, thumbprint));
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    anchoredIn(root.in(chain)).checkServerTrusted(chain, authType, engine);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    anchoredIn(root.in(chain)).checkServerTrusted(chain, authType, socket);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("a server is not trusted without its host name");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw noServer();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    throw noServer();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw noServer();
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  private static X509Certificate rootIn(X509Certificate[] chain, Thumbprint thumbprint)
      throws CertificateException {
    for (var each : chain) {
      if (Thumbprint.of(each.getEncoded()).equals(thumbprint)) {
        return each;
      }
    }
    throw new CertificateException(
        "none of the "
            + chain.length
            + " certificates that the server sent is the root with thumbprint "
            + thumbprint);
  }

  private static X509ExtendedTrustManager anchoredIn(X509Certificate root)
      throws CertificateException {
    try {
      var anchors = KeyStore.getInstance("PKCS12");
      anchors.load(null, null);
      anchors.setCertificateEntry("root", root);
      var factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(anchors);
      return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    } catch (GeneralSecurityException | IOException impossible) {
      throw new CertificateException("no trust manager for one root", impossible);
    }
  }

  private static CertificateException noServer() {
    return new CertificateException("an agent has no clients");
  }

  /// Where the root to believe in comes from.
  private interface RootFinder {
    X509Certificate in(X509Certificate[] chain) throws CertificateException;
  }
}
