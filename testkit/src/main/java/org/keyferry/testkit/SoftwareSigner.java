package org.keyferry.testkit;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import org.keyferry.protocol.bundle.StatementSigner;
import org.keyferry.protocol.bundle.TrustedRepository;
import org.keyferry.protocol.pki.KeyType;

/// A repository's signing key without an HSM.
public final class SoftwareSigner implements StatementSigner {

  private final KeyPair key;

  private SoftwareSigner(KeyPair key) {
    this.key = key;
  }

  public static SoftwareSigner fresh() {
    return new SoftwareSigner(FixtureCa.keyPair(KeyType.EC_P256));
  }

  /// @param key EC P-256
  public static SoftwareSigner of(KeyPair key) {
    return new SoftwareSigner(key);
  }

  public ECPublicKey publicKey() {
    return (ECPublicKey) key.getPublic();
  }

  @Override
  public String keyId() {
    return TrustedRepository.keyIdOf(key.getPublic());
  }

  @Override
  public byte[] sign(byte[] signingInput) {
    try {
      var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
      signature.initSign(key.getPrivate());
      signature.update(signingInput);
      return signature.sign();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has ES256", impossible);
    }
  }
}
