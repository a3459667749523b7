package org.keyferry.custody;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import org.bouncycastle.asn1.x509.Certificate;
import org.keyferry.cryptoki.Session;
import org.keyferry.protocol.pki.Bytes;

/// Requests for revocation that the key of the certificate signs (RFC 8555 §7.6): a JWS in
/// flattened JSON (RFC 7515 §7.2.2) with the public key in its protected header.
///
/// Header and payload are written here, member by member, and the certificate must have the key.
/// Whoever has the custody sign something gets no more than that: what is signed begins with the
/// header's encoding and holds no octet that the caller could choose freely but the URL and the
/// nonce, which are confined to their alphabets inside of it.
final class RevocationStatements {

  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private RevocationStatements() {}

  static Bytes sign(
      Session session, long privateKey, KeyRecord key, RevocationStatement statement) {
    var header =
        encoded(
            "{\"alg\":\""
                + algorithmOf(key)
                + "\",\"jwk\":"
                + publicKeyOf(key)
                + ",\"nonce\":\""
                + statement.nonce()
                + "\",\"url\":\""
                + statement.url().toASCIIString() // no quote and no backslash is in one (RFC 3986)
                + "\"}");
    var payload =
        encoded(
            "{\"certificate\":\""
                + BASE64URL.encodeToString(statement.certificate().toArray())
                + "\",\"reason\":"
                + statement.reason().code()
                + "}");
    var signature =
        LeafSignatures.sign(
            session, privateKey, key.type(), (header + "." + payload).getBytes(US_ASCII));
    return Bytes.of(
        ("{\"protected\":\""
                + header
                + "\",\"payload\":\""
                + payload
                + "\",\"signature\":\""
                + BASE64URL.encodeToString(signature)
                + "\"}")
            .getBytes(UTF_8));
  }

  /// @throws CustodyFailure.KeyMismatch if the certificate has another key
  static void requireSameKey(KeyRecord key, Bytes certificate) {
    var subject = subjectPublicKeyInfoOf(certificate);
    if (!Arrays.equals(subject, key.subjectPublicKeyInfo().toArray())) {
      throw new CustodyFailure.KeyMismatch(key.certificate(), key.version());
    }
  }

  private static byte[] subjectPublicKeyInfoOf(Bytes certificate) {
    try {
      return Certificate.getInstance(certificate.toArray())
          .getSubjectPublicKeyInfo()
          .getEncoded("DER");
    } catch (IOException | IllegalArgumentException malformed) {
      throw new IllegalArgumentException("not a certificate in DER", malformed);
    }
  }

  /// RFC 7518 §3.1.
  private static String algorithmOf(KeyRecord key) {
    return switch (key.type()) {
      case EC_P256 -> "ES256";
      case EC_P384 -> "ES384";
      case RSA_2048, RSA_3072, RSA_4096 -> "RS256";
    };
  }

  /// RFC 7518 §6.2.1, §6.3.1.
  private static String publicKeyOf(KeyRecord key) {
    return switch (key.type()) {
      case EC_P256 -> pointOf(key, "P-256");
      case EC_P384 -> pointOf(key, "P-384");
      case RSA_2048, RSA_3072, RSA_4096 -> {
        var rsa = (RSAPublicKey) SubjectPublicKeys.parse(key.subjectPublicKeyInfo(), key.type());
        yield "{\"e\":\""
            + numberOf(rsa.getPublicExponent())
            + "\",\"kty\":\"RSA\",\"n\":\""
            + numberOf(rsa.getModulus())
            + "\"}";
      }
    };
  }

  private static String pointOf(KeyRecord key, String curve) {
    var point = SubjectPublicKeys.pointOf(key.subjectPublicKeyInfo());
    var size = (point.length - 1) / 2;
    return "{\"crv\":\""
        + curve
        + "\",\"kty\":\"EC\",\"x\":\""
        + BASE64URL.encodeToString(Arrays.copyOfRange(point, 1, 1 + size))
        + "\",\"y\":\""
        + BASE64URL.encodeToString(Arrays.copyOfRange(point, 1 + size, point.length))
        + "\"}";
  }

  /// Base64urlUInt (RFC 7518 §2): as few octets as can be.
  private static String numberOf(BigInteger number) {
    var octets = number.toByteArray();
    var sign = octets[0] == 0 ? 1 : 0;
    return BASE64URL.encodeToString(Arrays.copyOfRange(octets, sign, octets.length));
  }

  private static String encoded(String json) {
    return BASE64URL.encodeToString(json.getBytes(UTF_8));
  }
}
