package org.keyferry.protocol.bundle;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.keyferry.protocol.pki.Bytes;

/// Seals a private key to one recipient where there is no token: at the edge, where a key that was
/// made elsewhere is brought to the repository. [SealedKeyOpener] is its counterpart.
public final class KeySealer {

  private static final int AES_KEY_LENGTH = 32;

  private final KeyTransport transport;
  private final SecureRandom random;

  public KeySealer(KeyTransport transport, SecureRandom random) {
    this.transport = transport;
    this.random = random;
  }

  /// @param pkcs8 PKCS#8 PrivateKeyInfo (DER); stays open
  /// @throws IllegalArgumentException if the recipient's key cannot encrypt
  public SealedKey seal(SecretBytes pkcs8, RSAPublicKey recipient) {
    var aesKey = new byte[AES_KEY_LENGTH];
    random.nextBytes(aesKey);
    try {
      return new SealedKey(transport, encrypt(aesKey, recipient), wrap(pkcs8, aesKey));
    } finally {
      Arrays.fill(aesKey, (byte) 0);
    }
  }

  /// Both hashes are said: JCA's "OAEPWithSHA-256AndMGF1Padding" means MGF1 with SHA-1.
  private Bytes encrypt(byte[] aesKey, RSAPublicKey recipient) {
    try {
      var oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
      oaep.init(
          Cipher.ENCRYPT_MODE,
          recipient,
          new OAEPParameterSpec(
              transport.hash(),
              "MGF1",
              new MGF1ParameterSpec(transport.hash()),
              PSource.PSpecified.DEFAULT),
          random);
      return Bytes.of(oaep.doFinal(aesKey));
    } catch (GeneralSecurityException unfit) {
      throw new IllegalArgumentException("not a key that encrypts", unfit);
    }
  }

  private static Bytes wrap(SecretBytes pkcs8, byte[] aesKey) {
    return pkcs8.lendTo(content -> {
      try {
        var kwp = Cipher.getInstance("AES/KWP/NoPadding");
        kwp.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(aesKey, "AES"));
        return Bytes.of(kwp.doFinal(content));
      } catch (GeneralSecurityException impossible) {
        throw new IllegalStateException("every JDK has AES-KWP", impossible);
      }
    });
  }
}
