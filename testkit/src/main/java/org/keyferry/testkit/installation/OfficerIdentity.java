package org.keyferry.testkit.installation;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.spec.ECGenParameterSpec;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.keyferry.protocol.pki.CertificateChain;

/// An officer's key, as the officer's own machine would hold it.
public final class OfficerIdentity {

  private final KeyPair keys;

  public OfficerIdentity() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      this.keys = generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// Writes the certification request that the ceremony takes.
  public void writeRequest(String name, Path file) {
    try (var text = new StringWriter();
        var pem = new JcaPEMWriter(text)) {
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
      pem.writeObject(
          new JcaPKCS10CertificationRequestBuilder(
                  new X500Principal("CN=" + name), keys.getPublic())
              .build(signer));
      pem.flush();
      Files.writeString(file, text.toString());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (OperatorCreationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// TLS as this officer, trusting one root.
  public SSLContext tls(Path certificate, Path root) {
    try {
      var secret = "in memory only".toCharArray();
      var own = KeyStore.getInstance("PKCS12");
      own.load(null, null);
      var chain = CertificateChain.ofPem(Files.readString(certificate)).certificates();
      own.setKeyEntry(
          "officer",
          keys.getPrivate(),
          secret,
          chain.toArray(new java.security.cert.Certificate[0]));
      var keyManagers = KeyManagerFactory.getInstance("PKIX");
      keyManagers.init(own, secret);

      var trusted = KeyStore.getInstance("PKCS12");
      trusted.load(null, null);
      trusted.setCertificateEntry("root", CertificateChain.ofPem(Files.readString(root)).leaf());
      var trustManagers = TrustManagerFactory.getInstance("PKIX");
      trustManagers.init(trusted);

      var tls = SSLContext.getInstance("TLSv1.3");
      tls.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
      return tls;
    } catch (IOException | GeneralSecurityException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
