package org.keyferry.custody;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.keyferry.cryptoki.Pkcs11;
import org.keyferry.cryptoki.Session;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.KeyType;

/// Public keys between PKCS#11, which keeps their numbers, and SubjectPublicKeyInfo.
final class SubjectPublicKeys {

  private static final BigInteger SMALLEST_EXPONENT = BigInteger.valueOf(65_537);
  private static final int MOST_EXPONENT_BITS = 256; // Baseline Requirements §6.1.6

  private SubjectPublicKeys() {}

  /// Reads a public key from the token.
  static Bytes read(Session session, long publicKey, KeyType type) {
    return switch (type) {
      case EC_P256, EC_P384 ->
          encode(
              new SubjectPublicKeyInfo(
                  new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve(type)),
                  ASN1OctetString.getInstance(session.attribute(publicKey, Pkcs11.CKA_EC_POINT))
                      .getOctets()));
      case RSA_2048, RSA_3072, RSA_4096 -> rsa(session, publicKey);
    };
  }

  /// @param key either half
  static Bytes rsa(Session session, long key) {
    return encode(
        new BigInteger(1, session.attribute(key, Pkcs11.CKA_MODULUS)),
        new BigInteger(1, session.attribute(key, Pkcs11.CKA_PUBLIC_EXPONENT)));
  }

  static PublicKey parse(Bytes subjectPublicKeyInfo, KeyType type) {
    try {
      return KeyFactory.getInstance(type.algorithm())
          .generatePublic(new X509EncodedKeySpec(subjectPublicKeyInfo.toArray()));
    } catch (GeneralSecurityException malformed) {
      throw new IllegalArgumentException("not a SubjectPublicKeyInfo of " + type, malformed);
    }
  }

  /// What is kept: an EC key on a named curve, or an RSA key as the Baseline Requirements want it.
  ///
  /// @return empty if it is anything else
  static Optional<KeyType> typeOf(Bytes subjectPublicKeyInfo) {
    try {
      var info = SubjectPublicKeyInfo.getInstance(subjectPublicKeyInfo.toArray());
      var algorithm = info.getAlgorithm().getAlgorithm();
      if (algorithm.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
        return Stream.of(KeyType.EC_P256, KeyType.EC_P384)
            .filter(each -> curve(each).equals(info.getAlgorithm().getParameters()))
            .findFirst();
      }
      if (algorithm.equals(PKCSObjectIdentifiers.rsaEncryption)) {
        return typeOf(RSAPublicKey.getInstance(info.parsePublicKey()));
      }
      return Optional.empty();
    } catch (IOException | IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private static Optional<KeyType> typeOf(RSAPublicKey key) {
    var exponent = key.getPublicExponent();
    if (!exponent.testBit(0)
        || exponent.compareTo(SMALLEST_EXPONENT) < 0
        || exponent.bitLength() > MOST_EXPONENT_BITS) {
      return Optional.empty();
    }
    return Stream.of(KeyType.RSA_2048, KeyType.RSA_3072, KeyType.RSA_4096)
        .filter(each -> each.bits() == key.getModulus().bitLength())
        .findFirst();
  }

  /// The uncompressed point of an EC key (SEC 1 §2.3.3), without a DER header.
  static byte[] pointOf(Bytes subjectPublicKeyInfo) {
    return SubjectPublicKeyInfo.getInstance(subjectPublicKeyInfo.toArray())
        .getPublicKeyData()
        .getBytes();
  }

  /// CKA_EC_PARAMS: the curve's object identifier, DER.
  static byte[] curveOf(KeyType type) {
    try {
      return curve(type).getEncoded();
    } catch (IOException impossible) {
      throw new IllegalStateException("an object identifier has an encoding", impossible);
    }
  }

  private static ASN1ObjectIdentifier curve(KeyType type) {
    return switch (type) {
      case EC_P256 -> SECObjectIdentifiers.secp256r1;
      case EC_P384 -> SECObjectIdentifiers.secp384r1;
      case RSA_2048, RSA_3072, RSA_4096 ->
          throw new IllegalArgumentException(type + " has no curve");
    };
  }

  private static Bytes encode(SubjectPublicKeyInfo key) {
    try {
      return Bytes.of(key.getEncoded("DER"));
    } catch (IOException impossible) {
      throw new IllegalStateException("a public key has an encoding", impossible);
    }
  }

  private static Bytes encode(BigInteger modulus, BigInteger exponent) {
    try {
      var key =
          KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
      return Bytes.of(key.getEncoded());
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has RSA", impossible);
    }
  }
}
