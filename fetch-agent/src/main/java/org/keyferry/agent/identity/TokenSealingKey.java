package org.keyferry.agent.identity;

import java.math.BigInteger;
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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
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
import org.jboss.logging.Logger;
import org.keyferry.protocol.bundle.KeyDecryption;
import org.keyferry.protocol.bundle.KeyTransport;
import org.keyferry.protocol.bundle.SealedKey;
import org.keyferry.protocol.pki.Bytes;

/// A sealing key that is in a token.
///
/// The private key is used there and nowhere else. What modules make of the rest differs, so it is
/// found out by trying, once for each hash (SoftHSM has RSAES-OAEP with SHA-1 alone). Where the
/// token can do both steps, the AES key stays in it. Else it takes RSAES-OAEP off, and the AES key
/// is used here; or it does the RSA step alone (CKM_RSA_X_509), and the padding is taken off here.
final class TokenSealingKey implements SealingKey {

  private static final Logger LOG = Logger.getLogger(TokenSealingKey.class);

  private static final int SALT_LENGTH = 32;

  /// More than a PKCS#8 of an RSA-4096 key has, and no multiple of 8.
  private static final int LENGTH_TO_TRY = 2411;

  private final TokenSession token;
  private final String label;
  private final RSAPublicKey publicKey;
  private final SecureRandom random;
  private final Map<KeyTransport, Way> known = new EnumMap<>(KeyTransport.class);

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
      var _ = wayOf(transport);
    }
    var _ = sign(new byte[] {1});
  }

  @Override
  public String whereItOpens() {
    var byWay =
        Arrays.stream(KeyTransport.values())
            .collect(
                Collectors.groupingBy(
                    transport -> wayOf(transport).words(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    return byWay.size() == 1
        ? byWay.keySet().iterator().next()
        : byWay.entrySet().stream()
            .map(each ->
                each.getKey()
                    + ", if by "
                    + each.getValue().stream()
                        .map(KeyTransport::joseName)
                        .collect(Collectors.joining(", ")))
            .collect(Collectors.joining("; "));
  }

  @Override
  public byte[] open(SealedKey sealed) throws GeneralSecurityException {
    var way = wayOf(sealed.transport());
    try {
      return open(way, sealed);
    } catch (GeneralSecurityException refused) {
      requireThatItOpens(way, sealed.transport(), refused);
      throw refused;
    }
  }

  /// The first step alone. Where the token does both, it has this one too.
  @Override
  public byte[] decrypt(KeyTransport transport, Bytes encryptedKey)
      throws GeneralSecurityException {
    var padding =
        switch (wayOf(transport)) {
          case Way.Whole _ -> Padding.IN_THE_TOKEN;
          case Way.InTwo(var found) -> found;
        };
    return decrypt(padding, transport, encryptedKey.toArray());
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

  private synchronized Way wayOf(KeyTransport transport) {
    var way = known.get(transport);
    if (way == null) {
      way = triedOut(transport);
      LOG.infof(
          "sealing key tried out token=%s transport=%s opened=\"%s\"",
          token.tokenLabel(), transport.joseName(), way.words());
      known.put(transport, way);
    }
    return way;
  }

  /// What is best comes first.
  ///
  /// @throws ProviderException if there is none
  private Way triedOut(KeyTransport transport) {
    Optional<GeneralSecurityException> last = Optional.empty();
    var ways =
        Stream.concat(
            Arrays.stream(AesStep.values()).map(Way.Whole::new),
            Arrays.stream(Padding.values()).map(Way.InTwo::new));
    for (var way : ways.toList()) {
      try {
        requireRightAnswer(way, transport);
        return way;
      } catch (GeneralSecurityException unfit) {
        last = Optional.of(unfit); // the next may do
      }
    }
    throw token.doubt(last.orElseThrow());
  }

  /// Whether the token is at fault, and not what was to be opened.
  private void requireThatItOpens(
      Way way, KeyTransport transport, GeneralSecurityException refused) {
    try {
      requireRightAnswer(way, transport);
    } catch (GeneralSecurityException silent) {
      throw token.doubt(refused);
    }
  }

  private void requireRightAnswer(Way way, KeyTransport transport) throws GeneralSecurityException {
    var content = new byte[LENGTH_TO_TRY];
    random.nextBytes(content);
    if (!Arrays.equals(content, open(way, sealed(transport, content)))) {
      throw new GeneralSecurityException("it opens to something else");
    }
  }

  private byte[] open(Way way, SealedKey sealed) throws GeneralSecurityException {
    return switch (way) {
      case Way.Whole(var step) -> token.open(label, sealed, step);
      case Way.InTwo(var padding) -> {
        KeyDecryption inTwo = (transport, key) -> decrypt(padding, transport, key.toArray());
        yield inTwo.open(sealed);
      }
    };
  }

  private byte[] decrypt(Padding padding, KeyTransport transport, byte[] encrypted)
      throws GeneralSecurityException {
    return switch (padding) {
      case IN_THE_TOKEN -> token.decryptOaep(label, transport, encrypted);
      case HERE -> {
        // RFC 8017 §5.1.2: what is sealed to another key may be too large for this one
        if (new BigInteger(1, encrypted).compareTo(publicKey.getModulus()) >= 0) {
          throw new GeneralSecurityException("ciphertext representative out of range");
        }
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

  private SealedKey sealed(KeyTransport transport, byte[] content) throws GeneralSecurityException {
    var secret = new byte[AES_KEY_LENGTH];
    random.nextBytes(secret);
    var kwp = Cipher.getInstance("AES/KWP/NoPadding");
    kwp.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(secret, "AES"));
    return new SealedKey(
        transport, Bytes.of(encrypt(transport, secret)), Bytes.of(kwp.doFinal(content)));
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

  /// How something is opened.
  private sealed interface Way {

    String words();

    record Whole(AesStep step) implements Way {

      @Override
      public String words() {
        return "RSA and AES in the token";
      }
    }

    record InTwo(Padding padding) implements Way {

      @Override
      public String words() {
        return "RSA in the token, AES in memory";
      }
    }
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
      if (!isPadded) {
        return result;
      }
      try {
        return Arrays.copyOfRange(result, 1, result.length);
      } finally {
        Arrays.fill(result, (byte) 0);
      }
    }

    private int modulusLength() {
      return (publicKey.getModulus().bitLength() + 7) / 8;
    }
  }
}
