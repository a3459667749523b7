package org.keyferry.repository.app;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.repository.agent.IdentityKey;

/// Keys that hosts and officers make for themselves.
public final class TestKeys {

  private TestKeys() {}

  public static KeyPair ecP256() {
    return ec("secp256r1");
  }

  public static KeyPair ec(String curve) {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public static KeyPair rsa(int bits) {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /// PKCS#10, DER, signed by the key that it is for.
  public static Bytes request(KeyPair key) {
    return request(key, key);
  }

  /// PKCS#10, DER, for one key and signed by another.
  public static Bytes request(KeyPair key, KeyPair signer) {
    var algorithm =
        key.getPublic().getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
    try {
      var request =
          new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=any"), key.getPublic())
              .build(new JcaContentSignerBuilder(algorithm).build(signer.getPrivate()));
      return Bytes.of(request.getEncoded());
    } catch (IOException | OperatorCreationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public static IdentityKey proven(KeyPair key) {
    return IdentityKey.provenBy(request(key));
  }
}
