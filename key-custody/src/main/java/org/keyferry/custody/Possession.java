package org.keyferry.custody;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import org.keyferry.cryptoki.Mechanism;
import org.keyferry.cryptoki.Pkcs11;
import org.keyferry.cryptoki.Session;

/// Shows that a private key on the token is the other half of a public key: it signs, and what it
/// signed is verified outside of the token.
final class Possession {

  private static final byte[] STATEMENT = "keyferry proof of possession 1".getBytes(US_ASCII);

  private Possession() {}

  /// @param privateKey handle
  /// @param key whose public key it should belong to
  static boolean isShown(Session session, long privateKey, KeyRecord key) {
    try {
      return switch (key.type()) {
        case EC_P256, EC_P384 ->
            isSigned(
                "SHA256withECDSAinP1363Format", // PKCS#11 gives R and S in a row
                key,
                session.sign(
                    Mechanism.of(Pkcs11.CKM_ECDSA),
                    privateKey,
                    MessageDigest.getInstance("SHA-256").digest(STATEMENT)));
        case RSA_2048, RSA_3072, RSA_4096 ->
            isSigned(
                "SHA256withRSA",
                key,
                session.sign(Mechanism.of(Pkcs11.CKM_SHA256_RSA_PKCS), privateKey, STATEMENT));
      };
    } catch (GeneralSecurityException malformed) {
      return false;
    }
  }

  private static boolean isSigned(String algorithm, KeyRecord key, byte[] signature)
      throws GeneralSecurityException {
    var verifier = Signature.getInstance(algorithm);
    verifier.initVerify(SubjectPublicKeys.parse(key.subjectPublicKeyInfo(), key.type()));
    verifier.update(STATEMENT);
    return verifier.verify(signature);
  }
}
