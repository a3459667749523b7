package org.keyferry.protocol.bundle;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import org.keyferry.protocol.bundle.RejectedStatement.Reason;

/// Opens sealed keys with a host's sealing key. The numbers in the code are the rules of
/// `docs/spec/sealed-bundle.md`.
///
/// Every array that held a secret is overwritten. The JDK's own key objects cannot be: they go with
/// the next collection.
public final class SealedKeyOpener {

  private final KeyDecryption sealingKey;

  /// @param sealingKey RSA
  public SealedKeyOpener(PrivateKey sealingKey) {
    this(KeyDecryption.with(sealingKey));
  }

  /// @param sealingKey may live in a token
  public SealedKeyOpener(KeyDecryption sealingKey) {
    this.sealingKey = sealingKey;
  }

  /// @return PKCS#8 PrivateKeyInfo (DER), nothing behind it; the caller closes it
  /// @throws RejectedStatement NOT_OPENABLE, or KEY_MISMATCH if it opens to another key
  public SecretBytes open(Bundle bundle) throws RejectedStatement {
    return open(bundle.key(), bundle.chain().leaf().getPublicKey());
  }

  /// @param expected the leaf's public key
  public SecretBytes open(SealedKey sealed, PublicKey expected) throws RejectedStatement {
    var padded = unsealed(sealed);
    try {
      var length = PrivateKeyInfo.lengthWithin(padded); // rule 22
      if (length.isEmpty()) {
        throw notOpenable("what was sealed is no PKCS#8 with fewer than 8 zero octets behind it");
      }
      var pkcs8 = Arrays.copyOf(padded, length.getAsInt());
      try {
        requirePair(pkcs8, expected);
        return SecretBytes.takeOver(pkcs8);
      } finally {
        Arrays.fill(pkcs8, (byte) 0);
      }
    } finally {
      Arrays.fill(padded, (byte) 0);
    }
  }

  /// Rules 20 and 21. Which of the two failed is not said.
  private byte[] unsealed(SealedKey sealed) throws RejectedStatement {
    try {
      return sealingKey.open(sealed);
    } catch (GeneralSecurityException refused) {
      throw notOpenable("the key is not sealed to this host's sealing key, or was altered");
    }
  }

  /// Rule 23.
  private static void requirePair(byte[] pkcs8, PublicKey expected) throws RejectedStatement {
    try {
      var key =
          KeyFactory.getInstance(expected.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
      if (!haveSameModulus(key, expected) || !signsFor(key, expected)) {
        throw new RejectedStatement(
            Reason.KEY_MISMATCH, "the sealed key is not the key of the leaf");
      }
    } catch (InvalidKeySpecException refused) {
      throw notOpenable("what was sealed is no " + expected.getAlgorithm() + " key");
    } catch (GeneralSecurityException refused) {
      throw new RejectedStatement(Reason.KEY_MISMATCH, "the sealed key does not sign");
    }
  }

  private static boolean haveSameModulus(PrivateKey key, PublicKey expected) {
    if (!(expected instanceof RSAPublicKey rsa)) {
      return true;
    }
    return key instanceof RSAPrivateCrtKey crt
        && crt.getModulus().equals(rsa.getModulus())
        && crt.getPublicExponent().equals(rsa.getPublicExponent());
  }

  private static boolean signsFor(PrivateKey key, PublicKey expected)
      throws GeneralSecurityException {
    var algorithm = expected instanceof RSAPublicKey ? "SHA256withRSA" : "SHA256withECDSA";
    var challenge = expected.getEncoded();
    var signer = Signature.getInstance(algorithm);
    signer.initSign(key);
    signer.update(challenge);
    var verifier = Signature.getInstance(algorithm);
    verifier.initVerify(expected);
    verifier.update(challenge);
    return verifier.verify(signer.sign());
  }

  private static RejectedStatement notOpenable(String detail) {
    return new RejectedStatement(Reason.NOT_OPENABLE, detail);
  }
}
