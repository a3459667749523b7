package org.keyferry.custody;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
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
      case RSA_2048, RSA_3072, RSA_4096 ->
          encode(
              new BigInteger(1, session.attribute(publicKey, Pkcs11.CKA_MODULUS)),
              new BigInteger(1, session.attribute(publicKey, Pkcs11.CKA_PUBLIC_EXPONENT)));
    };
  }

  static PublicKey parse(Bytes subjectPublicKeyInfo, KeyType type) {
    try {
      return KeyFactory.getInstance(type.algorithm())
          .generatePublic(new X509EncodedKeySpec(subjectPublicKeyInfo.toArray()));
    } catch (GeneralSecurityException malformed) {
      throw new IllegalArgumentException("not a SubjectPublicKeyInfo of " + type, malformed);
    }
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
