package org.keyferry.agent.disk;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;

/// A private key as web servers read it: PKCS#8 in PEM (RFC 7468 §10).
public final class PrivateKeyPem {

  private static final byte[] BEGIN = ascii("-----BEGIN PRIVATE KEY-----\n");
  private static final byte[] END = ascii("\n-----END PRIVATE KEY-----\n");

  private PrivateKeyPem() {}

  /// @param pem as `PrivateKeyInfo.toPem` writes it; overwritten
  /// @param algorithm `EC` or `RSA`
  /// @throws GeneralSecurityException without the text in it
  public static PrivateKey decode(byte[] pem, String algorithm) throws GeneralSecurityException {
    var der = body(pem);
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } finally {
      Arrays.fill(der, (byte) 0);
      Arrays.fill(pem, (byte) 0);
    }
  }

  private static byte[] body(byte[] pem) throws GeneralSecurityException {
    var end = pem.length - END.length;
    if (end < BEGIN.length
        || !Arrays.equals(pem, 0, BEGIN.length, BEGIN, 0, BEGIN.length)
        || !Arrays.equals(pem, end, pem.length, END, 0, END.length)) {
      throw new GeneralSecurityException("not one PRIVATE KEY block of PEM");
    }
    var text = Arrays.copyOfRange(pem, BEGIN.length, end);
    try {
      return Base64.getMimeDecoder().decode(text);
    } catch (IllegalArgumentException malformed) {
      throw new GeneralSecurityException("not base64 in PEM", malformed);
    } finally {
      Arrays.fill(text, (byte) 0);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
