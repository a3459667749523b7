package org.keyferry.protocol.bundle;

import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

/// ES256 (RFC 7518 §3.4) without the freedoms that libraries take: R and S have 32 octets each and
/// stand between 1 and n-1.
final class Es256Signatures {

  private static final int LENGTH = 64;
  private static final BigInteger ORDER = EllipticCurves.P256.getOrder();

  private Es256Signatures() {}

  static boolean isCanonical(byte[] signature) {
    return signature.length == LENGTH
        && isScalar(Arrays.copyOfRange(signature, 0, LENGTH / 2))
        && isScalar(Arrays.copyOfRange(signature, LENGTH / 2, LENGTH));
  }

  /// @param compact a JWS whose form and header have been checked
  static boolean verifies(String compact, ECPublicKey key) {
    var jws = new JsonWebSignature();
    jws.setAlgorithmConstraints(
        new AlgorithmConstraints(
            ConstraintType.PERMIT, AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256));
    try {
      jws.setCompactSerialization(compact);
      jws.setKey(key);
      return jws.verifySignature();
    } catch (JoseException refused) {
      return false;
    }
  }

  private static boolean isScalar(byte[] octets) {
    var number = new BigInteger(1, octets);
    return number.signum() > 0 && number.compareTo(ORDER) < 0;
  }
}
