package org.keyferry.protocol.bundle;

import org.keyferry.protocol.pki.Bytes;

/// A private key that only one recipient can open. `encryptedKey` and `ciphertext` in a row are
/// what PKCS#11 calls CKM_RSA_AES_KEY_WRAP (PKCS#11 3.1 §6.1.22), so a token can unwrap it.
///
/// @param transport how `encryptedKey` was made
/// @param encryptedKey an AES-256 key, RSAES-OAEP encrypted to the recipient; as long as its
///   modulus
/// @param ciphertext PKCS#8 PrivateKeyInfo under that AES key, AES-KWP (RFC 5649). Some tokens pad
///   the PKCS#8 with up to seven zero octets before they wrap it
public record SealedKey(KeyTransport transport, Bytes encryptedKey, Bytes ciphertext) {

  private static final int LARGEST_MODULUS = 1024;
  private static final int LARGEST_CIPHERTEXT = 8192;

  public SealedKey {
    if (encryptedKey.length() < 256 || encryptedKey.length() > LARGEST_MODULUS) {
      throw new IllegalArgumentException("an encrypted key has 256 to 1024 octets");
    }
    if (ciphertext.length() < 24
        || ciphertext.length() > LARGEST_CIPHERTEXT
        || ciphertext.length() % 8 != 0) {
      throw new IllegalArgumentException("a ciphertext has 24 to 8192 octets, in eights");
    }
  }
}
