package org.keyferry.testkit.installation;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import javax.net.ssl.SSLContext;
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
      return ClientTls.presenting(
          keys.getPrivate(),
          CertificateChain.ofPem(Files.readString(certificate)),
          CertificateChain.ofPem(Files.readString(root)).leaf());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
