package org.keyferry.custody;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.keyferry.cryptoki.Mechanism;
import org.keyferry.cryptoki.Pkcs11;
import org.keyferry.cryptoki.Session;
import org.keyferry.protocol.pki.KeyType;

/// How the key of a certificate signs: by the hash that belongs to its size. Only classes of this
/// package say what.
final class LeafSignatures {

  private LeafSignatures() {}

  /// @param privateKey handle
  /// @return of EC keys R and S, half of the octets each, as PKCS#11 and JOSE (RFC 7518 §3.4) have
  ///   it
  static byte[] sign(Session session, long privateKey, KeyType type, byte[] content) {
    return switch (type) {
      case EC_P256 -> ecdsa(session, privateKey, "SHA-256", content);
      case EC_P384 -> ecdsa(session, privateKey, "SHA-384", content);
      case RSA_2048, RSA_3072, RSA_4096 ->
          session.sign(Mechanism.of(Pkcs11.CKM_SHA256_RSA_PKCS), privateKey, content);
    };
  }

  private static byte[] ecdsa(Session session, long privateKey, String hash, byte[] content) {
    try {
      var digest = MessageDigest.getInstance(hash).digest(content);
      return session.sign(Mechanism.of(Pkcs11.CKM_ECDSA), privateKey, digest);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has " + hash, impossible);
    }
  }
}
