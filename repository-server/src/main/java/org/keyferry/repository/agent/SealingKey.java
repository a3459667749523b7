package org.keyferry.repository.agent;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import org.keyferry.protocol.pki.Bytes;

/// The key of a host that bundles are sealed to: RSA, 3072 or 4096 bits, exponent 65537.
public record SealingKey(RSAPublicKey key) {

  private static final BigInteger SMALL_PRIMES =
      new BigInteger("3234846615"); // 3·5·7·11·13·17·19·23·29

  public SealingKey {
    var bits = key.getModulus().bitLength();
    if (bits != 3072 && bits != 4096) {
      throw new IllegalArgumentException(
          "the sealing key has " + bits + " bits instead of 3072 or 4096");
    }
    if (!key.getPublicExponent().equals(BigInteger.valueOf(65537))) {
      throw new IllegalArgumentException("the exponent of the sealing key is not 65537");
    }
    if (!key.getModulus().testBit(0)
        || !key.getModulus().gcd(SMALL_PRIMES).equals(BigInteger.ONE)) {
      throw new IllegalArgumentException("the modulus of the sealing key has small factors");
    }
  }

  /// @param encoded SubjectPublicKeyInfo (DER) in its only canonical form
  /// @throws IllegalArgumentException if it is not
  public static SealingKey of(Bytes encoded) {
    try {
      var parsed =
          KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(encoded.toArray()));
      if (!(parsed instanceof RSAPublicKey key) || !Bytes.of(key.getEncoded()).equals(encoded)) {
        throw new IllegalArgumentException("the sealing key is not exactly one RSA key in DER");
      }
      return new SealingKey(key);
    } catch (GeneralSecurityException malformed) {
      throw new IllegalArgumentException("the sealing key is not an RSA key in DER", malformed);
    }
  }

  public Bytes encoded() {
    return Bytes.of(key.getEncoded());
  }
}
