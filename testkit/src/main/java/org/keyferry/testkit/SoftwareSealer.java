package org.keyferry.testkit;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.keyferry.protocol.bundle.KeyTransport;
import org.keyferry.protocol.bundle.SealedKey;
import org.keyferry.protocol.pki.Bytes;

/// Seals as an HSM does, without one.
public final class SoftwareSealer {

  private static final int AES_KEY_LENGTH = 32;

  private final KeyTransport transport;
  private final SecureRandom random;

  private SoftwareSealer(KeyTransport transport, SecureRandom random) {
    this.transport = transport;
    this.random = random;
  }

  public static SoftwareSealer using(KeyTransport transport) {
    return using(transport, new SecureRandom());
  }

  public static SoftwareSealer using(KeyTransport transport, SecureRandom random) {
    return new SoftwareSealer(transport, random);
  }

  /// Pads with zero octets to a multiple of eight first, as SoftHSM does.
  ///
  /// @param recipient RSA
  public SealedKey sealAsSoftHsm(PrivateKey key, PublicKey recipient) {
    var pkcs8 = key.getEncoded();
    return seal(Arrays.copyOf(pkcs8, (pkcs8.length + 7) / 8 * 8), recipient);
  }

  /// @param recipient RSA
  public SealedKey seal(PrivateKey key, PublicKey recipient) {
    return seal(key.getEncoded(), recipient);
  }

  /// @param content anything, so that a test can seal what no HSM would
  public SealedKey seal(byte[] content, PublicKey recipient) {
    var aesKey = new byte[AES_KEY_LENGTH];
    random.nextBytes(aesKey);
    return seal(content, aesKey, recipient);
  }

  SealedKey seal(byte[] content, byte[] aesKey, PublicKey recipient) {
    return new SealedKey(
        transport,
        encrypt(aesKey, recipient, oaep(transport.hash(), transport.hash())),
        wrap(content, aesKey));
  }

  static OAEPParameterSpec oaep(String hash, String maskHash) {
    return new OAEPParameterSpec(
        hash, "MGF1", new MGF1ParameterSpec(maskHash), PSource.PSpecified.DEFAULT);
  }

  Bytes encrypt(byte[] aesKey, PublicKey recipient, OAEPParameterSpec parameters) {
    try {
      var oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
      oaep.init(Cipher.ENCRYPT_MODE, recipient, parameters, random);
      return Bytes.of(oaep.doFinal(aesKey));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has RSAES-OAEP", impossible);
    }
  }

  static Bytes wrap(byte[] content, byte[] aesKey) {
    try {
      var kwp = Cipher.getInstance("AES/KWP/NoPadding");
      kwp.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(aesKey, "AES"));
      return Bytes.of(kwp.doFinal(content));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has AES-KWP", impossible);
    }
  }
}
