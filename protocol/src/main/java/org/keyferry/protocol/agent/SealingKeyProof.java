package org.keyferry.protocol.agent;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import org.keyferry.protocol.pki.Thumbprint;

/// Proof that a host has the sealing key that it enrolls with: RSASSA-PSS (RFC 8017 §8.1; SHA-256,
/// MGF1 with SHA-256, salt of 32 octets) over
///
/// ```
/// "keyferry sealing key proof 1" 0x00 token identity sealing
/// ```
///
/// where the last three are SHA-256 digests of the token's secret, of the identity key's and of the
/// sealing key's SubjectPublicKeyInfo (DER).
public final class SealingKeyProof {

  private static final byte[] DOMAIN =
      "keyferry sealing key proof 1\0".getBytes(StandardCharsets.US_ASCII);

  private SealingKeyProof() {}

  /// @throws GeneralSecurityException if the key cannot sign with RSASSA-PSS
  public static byte[] sign(
      PrivateKey sealingKey, Thumbprint token, PublicKey identity, PublicKey sealing)
      throws GeneralSecurityException {
    return sign(
        statement -> {
          var signature = pss();
          signature.initSign(sealingKey);
          signature.update(statement);
          return signature.sign();
        },
        token,
        identity,
        sealing);
  }

  /// By a key that may live in a token.
  ///
  /// @param sealingKey signs as said above
  public static byte[] sign(
      Signer sealingKey, Thumbprint token, PublicKey identity, PublicKey sealing)
      throws GeneralSecurityException {
    return sealingKey.sign(statement(token, identity, sealing));
  }

  /// @throws GeneralSecurityException if `sealing` is not an RSA key
  public static boolean verifies(
      byte[] proof, Thumbprint token, PublicKey identity, PublicKey sealing)
      throws GeneralSecurityException {
    var signature = pss();
    signature.initVerify(sealing);
    signature.update(statement(token, identity, sealing));
    try {
      return signature.verify(proof);
    } catch (SignatureException malformed) { // such as a proof of another length
      return false;
    }
  }

  /// RSASSA-PSS as above.
  @FunctionalInterface
  public interface Signer {
    byte[] sign(byte[] statement) throws GeneralSecurityException;
  }

  private static Signature pss() throws GeneralSecurityException {
    var signature = Signature.getInstance("RSASSA-PSS");
    signature.setParameter(
        new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    return signature;
  }

  private static byte[] statement(Thumbprint token, PublicKey identity, PublicKey sealing) {
    var statement = new ByteArrayOutputStream();
    statement.writeBytes(DOMAIN);
    statement.writeBytes(token.digest().toArray());
    statement.writeBytes(Thumbprint.of(identity.getEncoded()).digest().toArray());
    statement.writeBytes(Thumbprint.of(sealing.getEncoded()).digest().toArray());
    return statement.toByteArray();
  }
}
