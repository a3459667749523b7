package org.keyferry.protocol.officer;

import org.keyferry.protocol.bundle.KeyTransport;
import org.keyferry.protocol.bundle.SealedKey;
import org.keyferry.protocol.pki.Bytes;

/// A sealed private key, as in a bundle.
///
/// @param transport `RSA-OAEP` or `RSA-OAEP-256`
/// @param encryptedKey an AES-256 key, RSAES-OAEP, base64url
/// @param ciphertext PKCS#8 PrivateKeyInfo under that AES key, AES-KWP (RFC 5649), base64url
public record SealedKeyView(String transport, String encryptedKey, String ciphertext) {

  public static SealedKeyView of(SealedKey key) {
    return new SealedKeyView(
        key.transport().joseName(),
        key.encryptedKey().toBase64Url(),
        key.ciphertext().toBase64Url());
  }

  /// @throws IllegalArgumentException if it is malformed
  public SealedKey toSealedKey() {
    return new SealedKey(
        KeyTransport.ofJoseName(transport),
        Bytes.ofBase64Url(encryptedKey),
        Bytes.ofBase64Url(ciphertext));
  }
}
