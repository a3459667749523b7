package org.keyferry.protocol.bundle;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.keyferry.protocol.pki.Bytes;

/// What a sealing key is for, wherever it lives: RSAES-OAEP decryption (RFC 8017 §7.1.2), and what
/// opens by the AES key that comes out of it. The numbers are the rules of
/// `docs/spec/sealed-bundle.md`.
@FunctionalInterface
public interface KeyDecryption {

  int AES_KEY_LENGTH = 32;

  /// @return the AES key; the caller overwrites it
  /// @throws GeneralSecurityException if it was not encrypted to this key, or was altered
  byte[] decrypt(KeyTransport transport, Bytes encryptedKey) throws GeneralSecurityException;

  /// Rules 20 and 21. A token that does the second too keeps the AES key.
  ///
  /// @return what was wrapped; the caller overwrites it
  /// @throws GeneralSecurityException if it was not sealed to this key, or was altered
  default byte[] open(SealedKey sealed) throws GeneralSecurityException {
    var aesKey = decrypt(sealed.transport(), sealed.encryptedKey());
    try {
      if (aesKey.length != AES_KEY_LENGTH) {
        throw new GeneralSecurityException("not an AES-256 key");
      }
      var kwp = Cipher.getInstance("AES/KWP/NoPadding");
      kwp.init(Cipher.DECRYPT_MODE, new SecretKeySpec(aesKey, "AES"));
      return kwp.doFinal(sealed.ciphertext().toArray());
    } finally {
      Arrays.fill(aesKey, (byte) 0);
    }
  }

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
