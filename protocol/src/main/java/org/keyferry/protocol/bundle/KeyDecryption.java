package org.keyferry.protocol.bundle;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.spec.MGF1ParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.keyferry.protocol.pki.Bytes;

/// What a sealing key is for, wherever it lives: RSAES-OAEP decryption (RFC 8017 §7.1.2).
@FunctionalInterface
public interface KeyDecryption {

  /// @return the AES key; the caller overwrites it
  /// @throws GeneralSecurityException if it was not encrypted to this key, or was altered
  byte[] decrypt(KeyTransport transport, Bytes encryptedKey) throws GeneralSecurityException;

  /// By a key that JCA can use.
  ///
  /// Both hashes are said: JCA's "OAEPWithSHA-256AndMGF1Padding" means MGF1 with SHA-1.
  static KeyDecryption with(PrivateKey sealingKey) {
    return (transport, encryptedKey) -> {
      var oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
      oaep.init(
          Cipher.DECRYPT_MODE,
          sealingKey,
          new OAEPParameterSpec(
              transport.hash(),
              "MGF1",
              new MGF1ParameterSpec(transport.hash()),
              PSource.PSpecified.DEFAULT));
      return oaep.doFinal(encryptedKey.toArray());
    };
  }
}
