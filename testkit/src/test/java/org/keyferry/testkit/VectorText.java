package org.keyferry.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.keyferry.protocol.bundle.SecretBytes;
import org.keyferry.protocol.pki.Bytes;

/// Cuts and joins of JSON and DER, to make what nobody should accept.
final class VectorText {

  /// n of P-256 (SEC 2 §2.4.2).
  static final BigInteger ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private VectorText() {}

  static String base64Url(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.UTF_8)).toBase64Url();
  }

  // --- JSON

  /// The JSON object with one more member at its end.
  static String extended(String object, String member) {
    return object.substring(0, object.length() - 1) + "," + member + "}";
  }

  /// The first member of that name: name, colon and value (text or number).
  static String member(String json, String name) {
    var member = Pattern.compile("\"" + name + "\":(\"[^\"]*\"|[0-9]+)").matcher(json);
    if (!member.find()) {
      throw new IllegalStateException("no member " + name);
    }
    return member.group();
  }

  static String without(String json, String member) {
    return json.contains(member + ",")
        ? json.replace(member + ",", "")
        : json.replace("," + member, "");
  }

  /// `issuedAt` becomes `issued-at`.
  static String dashed(String camelCase) {
    return camelCase.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  static String jwk(ECPublicKey key) {
    var point = key.getW();
    return "{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\""
        + Bytes.of(scalars(point.getAffineX())).toBase64Url()
        + "\",\"y\":\""
        + Bytes.of(scalars(point.getAffineY())).toBase64Url()
        + "\"}";
  }

  /// @param certificate base64 in quotes
  static String pemInBase64(String certificate) {
    var pem =
        "-----BEGIN CERTIFICATE-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(unquoted(certificate))
            + "\n-----END CERTIFICATE-----\n";
    return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
  }

  /// @param certificate base64 in quotes
  static String withTrailing(String certificate) {
    return Base64.getEncoder().encodeToString(concatenate(unquoted(certificate), new byte[1]));
  }

  private static byte[] unquoted(String base64) {
    return Base64.getDecoder().decode(base64.replace("\"", ""));
  }

  // --- octets and DER

  static byte[] concatenate(byte[]... parts) {
    var all = new ByteArrayOutputStream();
    for (var part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  static byte[] padded(byte[] content, int zeros) {
    return Arrays.copyOf(content, content.length + zeros);
  }

  /// One bit in the middle is another.
  static Bytes flipped(Bytes octets) {
    var altered = octets.toArray();
    altered[altered.length / 2] ^= 1;
    return Bytes.of(altered);
  }

  static byte[] scalars(BigInteger... scalars) {
    return DeterministicSigner.concatenated(scalars);
  }

  /// The other signature that verifies: R and n-S.
  static String mirrored(String compact) {
    var start = compact.lastIndexOf('.') + 1;
    var signature = Bytes.ofBase64Url(compact.substring(start)).toArray();
    var r = new BigInteger(1, Arrays.copyOf(signature, 32));
    var s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
    return compact.substring(0, start) + Bytes.of(scalars(r, ORDER.subtract(s))).toBase64Url();
  }

  static byte[] der(BigInteger r, BigInteger s) {
    try {
      return new DERSequence(new ASN1Integer[] {new ASN1Integer(r), new ASN1Integer(s)})
          .getEncoded();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /// @param content fewer than 128 octets
  static byte[] sequence(byte[] content) {
    return concatenate(new byte[] {0x30, (byte) content.length}, content);
  }

  /// @param der a SEQUENCE of fewer than 128 octets, whose length then takes two
  static byte[] longLength(byte[] der) {
    return concatenate(
        new byte[] {0x30, (byte) 0x81, der[1]}, Arrays.copyOfRange(der, 2, der.length));
  }

  /// @param der a SEQUENCE of fewer than 126 octets, that gets a NULL as its last member
  static byte[] trailingInside(byte[] der) {
    return sequence(concatenate(Arrays.copyOfRange(der, 2, der.length), new byte[] {5, 0}));
  }

  /// The ECPrivateKey (RFC 5915) inside.
  static byte[] sec1(byte[] pkcs8) {
    return PrivateKeyInfo.getInstance(pkcs8).getPrivateKey().getOctets();
  }

  static byte[] pem(byte[] pkcs8) {
    try (var secret = SecretBytes.takeOver(pkcs8.clone());
        var pem = org.keyferry.protocol.bundle.PrivateKeyInfo.toPem(secret)) {
      return pem.lendTo(byte[]::clone);
    }
  }

  /// A PKCS#8 that carries a public key, which may be another's.
  static byte[] pkcs8WithPublicKey(KeyPair pair, KeyPair publicPair) {
    try {
      var subject = SubjectPublicKeyInfo.getInstance(publicPair.getPublic().getEncoded());
      var point = new DERBitString(subject.getPublicKeyData().getOctets());
      var scalar = ((ECPrivateKey) pair.getPrivate()).getS();
      var key = new org.bouncycastle.asn1.sec.ECPrivateKey(256, scalar, point, null);
      return new PrivateKeyInfo(subject.getAlgorithm(), key).getEncoded();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
