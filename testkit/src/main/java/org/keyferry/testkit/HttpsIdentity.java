package org.keyferry.testkit;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.keyferry.protocol.pki.KeyType;

/// A certificate for 127.0.0.1 and localhost, of a root that exists for it alone.
///
/// @param root that clients are to trust
/// @param leaf of the server
/// @param keys of the server
public record HttpsIdentity(X509Certificate root, X509Certificate leaf, KeyPair keys) {

  private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
  private static final Instant FAR_AHEAD = Instant.parse("2049-01-01T00:00:00Z");

  /// @param whose name for the subject
  public static HttpsIdentity create(String whose) {
    try {
      var rootKeys = FixtureCa.keyPair(KeyType.EC_P256);
      var leafKeys = FixtureCa.keyPair(KeyType.EC_P256);
      var issuer = new X500Name("CN=root of HTTPS of a " + whose);
      var root =
          certify(builder(issuer, 1, issuer, rootKeys, new BasicConstraints(true)), rootKeys);
      var names =
          new GeneralNames(
              new GeneralName[] {
                new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                new GeneralName(GeneralName.dNSName, "localhost")
              });
      var subject = new X500Name("CN=" + whose);
      var leaf =
          certify(
              builder(issuer, 2, subject, leafKeys, new BasicConstraints(false))
                  .addExtension(Extension.subjectAlternativeName, false, names),
              rootKeys);
      return new HttpsIdentity(root, leaf, leafKeys);
    } catch (GeneralSecurityException | OperatorCreationException | IOException failure) {
      throw new IllegalStateException("no certificate for a " + whose, failure);
    }
  }

  /// Leaf first.
  public String chainPem() {
    return pem(leaf) + pem(root);
  }

  /// PKCS#8.
  public String keyPem() {
    return pem(new PemObject("PRIVATE KEY", keys.getPrivate().getEncoded()));
  }

  /// For a server that has this identity.
  public SSLContext serverContext() {
    try {
      var store = emptyStore();
      store.setKeyEntry(
          "server", keys.getPrivate(), new char[0], new X509Certificate[] {leaf, root});
      var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, new char[0]);
      var context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException failure) {
      throw new IllegalStateException("no TLS with a fixture identity", failure);
    }
  }

  /// For a client that trusts one root.
  public static SSLContext trusting(X509Certificate root) {
    try {
      var store = emptyStore();
      store.setCertificateEntry("root", root);
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      var context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException failure) {
      throw new IllegalStateException("no TLS that trusts one root", failure);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    var store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    return store;
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, int serial, X500Name subject, KeyPair keys, BasicConstraints constraints)
      throws IOException {
    var builder =
        new JcaX509v3CertificateBuilder(
            issuer,
            BigInteger.valueOf(serial),
            Date.from(LONG_AGO),
            Date.from(FAR_AHEAD),
            subject,
            keys.getPublic());
    builder.addExtension(Extension.basicConstraints, true, constraints);
    return builder;
  }

  private static X509Certificate certify(X509v3CertificateBuilder builder, KeyPair issuer)
      throws GeneralSecurityException, OperatorCreationException {
    var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issuer.getPrivate());
    return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
  }

  private static String pem(Object content) {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(content);
    } catch (IOException impossible) {
      throw new IllegalStateException("a string takes everything", impossible);
    }
    return text.toString();
  }
}
