package org.keyferry.officer.existing;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.Optional;
import org.keyferry.protocol.bundle.SecretBytes;
import org.keyferry.protocol.pki.KeyType;

/// Which key belongs to which certificate, and whether the repository keeps such keys.
final class Matching {

  private static final String P_256 = "06082a8648ce3d030107"; // object identifiers, DER
  private static final String P_384 = "06052b81040022";

  private Matching() {}

  /// Whether what the private key signs, verifies with the public key.
  static boolean isPair(SecretBytes pkcs8, PublicKey publicKey) {
    return pkcs8.lendTo(der -> isPair(der, publicKey));
  }

  private static boolean isPair(byte[] pkcs8, PublicKey publicKey) {
    var algorithm = publicKey.getAlgorithm();
    try {
      var key = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      var statement = publicKey.getEncoded();
      var signer = Signature.getInstance(signatureOf(algorithm));
      signer.initSign(key);
      signer.update(statement);
      var verifier = Signature.getInstance(signatureOf(algorithm));
      verifier.initVerify(publicKey);
      verifier.update(statement);
      return verifier.verify(signer.sign());
    } catch (GeneralSecurityException other) {
      return false;
    }
  }

  private static String signatureOf(String algorithm) {
    return switch (algorithm) {
      case "RSA" -> "SHA256withRSA";
      case "EC" -> "SHA256withECDSA";
      default -> algorithm; // Ed25519 and the like name the key and the signature
    };
  }

  /// @return empty if such keys are not kept
  static Optional<KeyType> typeOf(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa ->
          switch (rsa.getModulus().bitLength()) {
            case 2048 -> Optional.of(KeyType.RSA_2048);
            case 3072 -> Optional.of(KeyType.RSA_3072);
            case 4096 -> Optional.of(KeyType.RSA_4096);
            default -> Optional.empty();
          };
      case ECPublicKey ec ->
          switch (curveOf(ec)) {
            case P_256 -> Optional.of(KeyType.EC_P256);
            case P_384 -> Optional.of(KeyType.EC_P384);
            default -> Optional.empty();
          };
      default -> Optional.empty();
    };
  }

  /// As people say it: `RSA 1024`.
  static String describe(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa -> "RSA " + rsa.getModulus().bitLength();
      case ECPublicKey ec -> "EC P-" + ec.getParams().getCurve().getField().getFieldSize();
      default -> key.getAlgorithm();
    };
  }

  private static String curveOf(ECPublicKey key) {
    try {
      var parameters = AlgorithmParameters.getInstance("EC");
      parameters.init(key.getParams());
      return HexFormat.of().formatHex(parameters.getEncoded());
    } catch (GeneralSecurityException | IOException unknown) {
      return "unknown";
    }
  }
}
