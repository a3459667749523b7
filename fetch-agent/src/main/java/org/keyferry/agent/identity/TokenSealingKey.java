package org.keyferry.agent.identity;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.crypto.AsymmetricBlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.Digest;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.encodings.OAEPEncoding;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.params.RSAKeyParameters;
import org.bouncycastle.crypto.signers.PSSSigner;
import org.keyferry.protocol.bundle.KeyTransport;
import org.keyferry.protocol.pki.Bytes;

/// A sealing key that is in a token.
///
/// The private key is used there and nowhere else. What a module makes of RSAES-OAEP differs
/// (SoftHSM has it with SHA-1 alone), so it is found out by trying: where the module does not have
/// it with the hash in question, the token does the RSA step alone (CKM_RSA_X_509) and the padding
/// is taken off here.
final class TokenSealingKey implements SealingKey {

  private static final int SALT_LENGTH = 32;
  private static final int AES_KEY_LENGTH = 32;

  private final TokenSession token;
  private final String label;
  private final RSAPublicKey publicKey;
  private final SecureRandom random;
  private final Map<KeyTransport, Padding> known = new EnumMap<>(KeyTransport.class);

  TokenSealingKey(TokenSession token, String label, RSAPublicKey publicKey, SecureRandom random) {
    this.token = token;
    this.label = label;
    this.publicKey = publicKey;
    this.random = random;
  }

  String label() {
    return label;
  }

  @Override
  public RSAPublicKey publicKey() {
    return publicKey;
  }

  /// Tries all that it is for.
  ///
  /// @throws GeneralSecurityException if the token cannot do it
  void prove() throws GeneralSecurityException {
    for (var transport : KeyTransport.values()) {
      var _ = paddingFor(transport);
    }
    var _ = sign(new byte[] {1});
  }

  @Override
  public byte[] decrypt(KeyTransport transport, Bytes encryptedKey)
      throws GeneralSecurityException {
    return decrypt(paddingFor(transport), transport, encryptedKey.toArray());
  }

  @Override
  public byte[] sign(byte[] statement) throws GeneralSecurityException {
    var digest = MessageDigest.getInstance("SHA-256").digest(statement);
    var byToken = token.signWithPss(label, digest, SALT_LENGTH);
    if (byToken.isPresent() && verifies(byToken.get(), statement)) {
      return byToken.get();
    }
    var signer = new PSSSigner(new RsaInToken(), new SHA256Digest(), SALT_LENGTH);
    signer.init(true, new ParametersWithRandom(parameters(), random));
    signer.update(statement, 0, statement.length);
    try {
      var signature = signer.generateSignature();
      if (verifies(signature, statement)) {
        return signature;
      }
    } catch (CryptoException failure) {
      throw new GeneralSecurityException("the token does not sign", failure);
    }
    throw new GeneralSecurityException("what the token signs does not verify");
  }

  private synchronized Padding paddingFor(KeyTransport transport) throws GeneralSecurityException {
    var padding = known.get(transport);
    if (padding == null) {
      padding = triedOut(transport);
      known.put(transport, padding);
    }
    return padding;
  }

  private Padding triedOut(KeyTransport transport) throws GeneralSecurityException {
    var secret = new byte[AES_KEY_LENGTH];
    random.nextBytes(secret);
    var encrypted = encrypt(transport, secret);
    for (var padding : Padding.values()) {
      try {
        if (Arrays.equals(secret, decrypt(padding, transport, encrypted))) {
          return padding;
        }
      } catch (GeneralSecurityException | ProviderException unfit) {
        // the next may do
      }
    }
    throw new GeneralSecurityException(
        "the token does not decrypt " + transport.joseName() + " with this key");
  }

  private byte[] decrypt(Padding padding, KeyTransport transport, byte[] encrypted)
      throws GeneralSecurityException {
    return switch (padding) {
      case IN_THE_TOKEN -> token.decryptOaep(label, transport, encrypted);
      case HERE -> {
        var oaep = new OAEPEncoding(new RsaInToken(), hash(transport), hash(transport), null);
        oaep.init(false, parameters());
        try {
          yield oaep.processBlock(encrypted, 0, encrypted.length);
        } catch (InvalidCipherTextException refused) {
          throw new GeneralSecurityException("not encrypted to this key", refused);
        }
      }
    };
  }

  private byte[] encrypt(KeyTransport transport, byte[] secret) throws GeneralSecurityException {
    var oaep = Cipher.getInstance("RSA/ECB/OAEPPadding");
    oaep.init(
        Cipher.ENCRYPT_MODE,
        publicKey,
        new OAEPParameterSpec(
            transport.hash(),
            "MGF1",
            new MGF1ParameterSpec(transport.hash()),
            PSource.PSpecified.DEFAULT),
        random);
    return oaep.doFinal(secret);
  }

  private boolean verifies(byte[] signature, byte[] statement) throws GeneralSecurityException {
    var verifier = Signature.getInstance("RSASSA-PSS");
    verifier.setParameter(
        new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, SALT_LENGTH, 1));
    verifier.initVerify(publicKey);
    verifier.update(statement);
    return verifier.verify(signature);
  }

  private RSAKeyParameters parameters() {
    return new RSAKeyParameters(false, publicKey.getModulus(), publicKey.getPublicExponent());
  }

  private static Digest hash(KeyTransport transport) {
    return switch (transport) {
      case RSA_OAEP -> new SHA1Digest();
      case RSA_OAEP_256 -> new SHA256Digest();
    };
  }

  /// Who takes the padding off.
  private enum Padding {
    IN_THE_TOKEN,
    HERE
  }

  /// The private key's operation (RSADP, RSASP1 of RFC 8017 §5) under paddings of Bouncy Castle.
  private final class RsaInToken implements AsymmetricBlockCipher {

    private boolean signs;

    @Override
    public void init(boolean forEncryption, CipherParameters parameters) {
      signs = forEncryption;
    }

    @Override
    public int getInputBlockSize() {
      return modulusLength();
    }

    @Override
    public int getOutputBlockSize() {
      return signs ? modulusLength() : modulusLength() - 1;
    }

    @Override
    public byte[] processBlock(byte[] in, int offset, int length) {
      var block = new byte[modulusLength()]; // what is shorter begins with zeros
      System.arraycopy(in, offset, block, block.length - length, length);
      var result = token.rsa(label, block);
      var isPadded = !signs && result.length == modulusLength() && result[0] == 0;
      return isPadded ? Arrays.copyOfRange(result, 1, result.length) : result;
    }

    private int modulusLength() {
      return (publicKey.getModulus().bitLength() + 7) / 8;
    }
  }
}
