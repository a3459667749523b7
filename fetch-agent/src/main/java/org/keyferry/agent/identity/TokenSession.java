package org.keyferry.agent.identity;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.keyferry.cryptoki.Cryptoki;
import org.keyferry.cryptoki.CryptokiException;
import org.keyferry.cryptoki.Mechanism;
import org.keyferry.cryptoki.Pkcs11;
import org.keyferry.cryptoki.Session;
import org.keyferry.cryptoki.Template;
import org.keyferry.protocol.bundle.KeyDecryption;
import org.keyferry.protocol.bundle.KeyTransport;
import org.keyferry.protocol.bundle.SealedKey;

/// A token at which this program is logged in, with the few things that a host wants of it. Keys go
/// by their labels. Any thread.
final class TokenSession implements AutoCloseable {

  private static final int SEALING_BITS = 3072;
  private static final byte[] F4 = {1, 0, 1};

  /// An AES key that stays in the token while it opens one thing.
  private static final Template AES_KEY =
      Template.ofClass(Pkcs11.CKO_SECRET_KEY)
          .number(Pkcs11.CKA_KEY_TYPE, Pkcs11.CKK_AES)
          .yes(Pkcs11.CKA_PRIVATE, Pkcs11.CKA_SENSITIVE, Pkcs11.CKA_UNWRAP, Pkcs11.CKA_DECRYPT)
          .no(Pkcs11.CKA_TOKEN, Pkcs11.CKA_EXTRACTABLE);

  /// SoftHSM, of a key that was unwrapped.
  private static final long UNSAID = 0;

  private final TokenLine line;

  private TokenSession(TokenLine line) {
    this.line = line;
  }

  /// Finds the token by its label and logs in. A PIN that is refused is not tried again, and one is
  /// not tried at all if that could lock the token.
  static TokenSession open(KeyHome.InToken home) throws TokenFault {
    var line = TokenLine.open(home);
    TokenProvider.install();
    return new TokenSession(line);
  }

  String tokenLabel() {
    return line.tokenLabel();
  }

  /// EC P-256.
  PublicKey makeIdentityKey(String label, byte[] id) throws IOException {
    try {
      return line.askForLong(login -> identityKey(login, label, id));
    } catch (CryptokiException refused) {
      throw notMade(refused);
    }
  }

  /// RSA-3072.
  RSAPublicKey makeSealingKey(String label, byte[] id) throws IOException {
    try {
      return line.askForLong(login -> sealingKey(login, label, id));
    } catch (CryptokiException refused) {
      throw notMade(refused);
    }
  }

  /// A session of a token that went away may find nothing, and say that all is well: what is not
  /// there is looked for again in another one.
  boolean has(String label) throws TokenFault {
    if (isThere(label)) {
      return true;
    }
    line.doubt();
    return isThere(label);
  }

  Set<String> labelsBeginningWith(String prefix) throws TokenFault {
    return silentIfRefused(login -> {
      var labels = new TreeSet<String>();
      for (var objects : List.of(privateKeys(), Template.ofClass(Pkcs11.CKO_PUBLIC_KEY))) {
        for (var object : login.session().all(objects)) {
          var label =
              new String(
                  login.session().attribute(object, Pkcs11.CKA_LABEL), StandardCharsets.UTF_8);
          if (label.startsWith(prefix)) {
            labels.add(label);
          }
        }
      }
      return labels;
    });
  }

  /// The pair.
  void destroy(String label) throws TokenFault {
    var _ =
        silentIfRefused(login -> {
          for (var objects : List.of(privateKeys(), Template.ofClass(Pkcs11.CKO_PUBLIC_KEY))) {
            login
                .session()
                .all(objects.text(Pkcs11.CKA_LABEL, label))
                .forEach(login.session()::destroy);
          }
          return label;
        });
  }

  /// @throws ProviderException if the token does not
  byte[] signWithEc(String label, byte[] digest) {
    return asked(
        login -> login.session().sign(Mechanism.of(Pkcs11.CKM_ECDSA), key(login, label), digest));
  }

  /// @param digest SHA-256
  /// @return empty if the token cannot
  Optional<byte[]> signWithPss(String label, byte[] digest, int saltLength) {
    try {
      return Optional.of(
          triedOut(login ->
              required(login, Pkcs11.CKM_RSA_PKCS_PSS)
                  .session()
                  .sign(Mechanism.pssOfSha256(saltLength), key(login, label), digest)));
    } catch (GeneralSecurityException withoutPss) {
      return Optional.empty();
    }
  }

  /// @throws GeneralSecurityException if the token refuses this ciphertext, or the mechanism
  /// @throws ProviderException if nobody answers
  byte[] decryptOaep(String label, KeyTransport transport, byte[] encrypted)
      throws GeneralSecurityException {
    return triedOut(
        login -> login.session().decrypt(Mechanism.oaep(transport), key(login, label), encrypted));
  }

  /// Opens a sealed key as a whole: the AES key stays in the token, and goes.
  ///
  /// @return what was wrapped; the caller overwrites it
  /// @throws GeneralSecurityException if the token refuses this key, or a mechanism
  /// @throws ProviderException if nobody answers
  byte[] open(String label, SealedKey sealed, AesStep step) throws GeneralSecurityException {
    return triedOut(login -> {
      var session = required(login, step.mechanism()).session();
      var aesKey =
          session.unwrap(
              Mechanism.oaep(sealed.transport()),
              key(login, label),
              sealed.encryptedKey().toArray(),
              AES_KEY);
      try {
        var length = session.number(aesKey, Pkcs11.CKA_VALUE_LEN);
        if (length != UNSAID && length != KeyDecryption.AES_KEY_LENGTH) {
          throw new CryptokiException(
              Cryptoki.Function.C_UnwrapKey, Pkcs11.CKR_WRAPPED_KEY_LEN_RANGE);
        }
        return step.take(
            session, aesKey, sealed.ciphertext().toArray(), object -> forget(session, object));
      } finally {
        forget(session, aesKey);
      }
    });
  }

  /// If the token keeps it, the module is ended before the next question, and the object with it.
  private void forget(Session session, long object) {
    try {
      session.destroy(object);
    } catch (CryptokiException kept) {
      line.doubt();
    }
  }

  /// The private key's operation without any padding.
  ///
  /// @throws ProviderException if the token does not
  byte[] rsa(String label, byte[] block) {
    return asked(login ->
        login.session().decrypt(Mechanism.of(Pkcs11.CKM_RSA_X_509), key(login, label), block));
  }

  /// The token does not do what it did: it is opened anew before it is asked again.
  ProviderException doubt(Exception refused) {
    line.doubt();
    return new ProviderException(
        line.notReady(String.valueOf(refused.getMessage()), refused).getMessage(), refused);
  }

  @Override
  public void close() {
    line.close();
  }

  private static PublicKey identityKey(TokenLogin login, String label, byte[] id) {
    try {
      var session = login.session();
      var curve = SECObjectIdentifiers.secp256r1.getEncoded();
      var handles =
          session.generateKeyPair(
              Mechanism.of(Pkcs11.CKM_EC_KEY_PAIR_GEN),
              named(label, id).octets(Pkcs11.CKA_EC_PARAMS, curve).yes(Pkcs11.CKA_VERIFY),
              kept(label, id).yes(Pkcs11.CKA_SIGN));
      var point =
          ASN1OctetString.getInstance(session.attribute(handles.publicKey(), Pkcs11.CKA_EC_POINT));
      var info =
          new SubjectPublicKeyInfo(
              new AlgorithmIdentifier(
                  X9ObjectIdentifiers.id_ecPublicKey, SECObjectIdentifiers.secp256r1),
              point.getOctets());
      return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(info.getEncoded()));
    } catch (IOException | GeneralSecurityException strange) {
      throw new ProviderException("what the token made is no EC key", strange);
    }
  }

  private static RSAPublicKey sealingKey(TokenLogin login, String label, byte[] id) {
    try {
      var session = login.session();
      var secret = kept(label, id).yes(Pkcs11.CKA_DECRYPT, Pkcs11.CKA_SIGN);
      var unwraps = Arrays.stream(AesStep.values()).anyMatch(step -> login.has(step.mechanism()));
      var handles =
          session.generateKeyPair(
              Mechanism.of(Pkcs11.CKM_RSA_PKCS_KEY_PAIR_GEN),
              named(label, id)
                  .number(Pkcs11.CKA_MODULUS_BITS, SEALING_BITS)
                  .octets(Pkcs11.CKA_PUBLIC_EXPONENT, F4)
                  .yes(Pkcs11.CKA_ENCRYPT, Pkcs11.CKA_VERIFY),
              unwraps ? secret.yes(Pkcs11.CKA_UNWRAP) : secret);
      var modulus = session.attribute(handles.publicKey(), Pkcs11.CKA_MODULUS);
      var exponent = session.attribute(handles.publicKey(), Pkcs11.CKA_PUBLIC_EXPONENT);
      return (RSAPublicKey)
          KeyFactory.getInstance("RSA")
              .generatePublic(
                  new RSAPublicKeySpec(new BigInteger(1, modulus), new BigInteger(1, exponent)));
    } catch (GeneralSecurityException strange) {
      throw new ProviderException("what the token made is no RSA key", strange);
    }
  }

  private boolean isThere(String label) throws TokenFault {
    return silentIfRefused(
        login -> login.session().all(privateKeys().text(Pkcs11.CKA_LABEL, label)).size() == 1);
  }

  private long key(TokenLogin login, String label) throws TokenFault {
    return login
        .session()
        .find(privateKeys().text(Pkcs11.CKA_LABEL, label))
        .orElseThrow(() -> TokenFault.NotReady.keyless(line.tokenLabel()));
  }

  private static TokenLogin required(TokenLogin login, long mechanism) {
    if (!login.has(mechanism)) {
      throw new CryptokiException(
          Cryptoki.Function.C_GetMechanismList, Pkcs11.CKR_MECHANISM_INVALID);
    }
    return login;
  }

  private <T> T silentIfRefused(TokenLine.Question<T> question) throws TokenFault {
    try {
      return line.ask(question);
    } catch (CryptokiException refused) {
      throw line.notReady(String.valueOf(refused.getMessage()), refused);
    }
  }

  private <T> T asked(TokenLine.Question<T> question) {
    try {
      return silentIfRefused(question);
    } catch (TokenFault silent) {
      throw new ProviderException(silent.getMessage(), silent);
    }
  }

  private <T> T triedOut(TokenLine.Question<T> question) throws GeneralSecurityException {
    try {
      return line.tryOut(question);
    } catch (CryptokiException refused) {
      throw new GeneralSecurityException(refused.getMessage(), refused);
    } catch (TokenFault silent) {
      throw new ProviderException(silent.getMessage(), silent);
    }
  }

  private static Template privateKeys() {
    return Template.ofClass(Pkcs11.CKO_PRIVATE_KEY);
  }

  private static Template named(String label, byte[] id) {
    return Template.empty()
        .yes(Pkcs11.CKA_TOKEN)
        .text(Pkcs11.CKA_LABEL, label)
        .octets(Pkcs11.CKA_ID, id);
  }

  /// What does not come out again.
  private static Template kept(String label, byte[] id) {
    return named(label, id)
        .yes(Pkcs11.CKA_PRIVATE, Pkcs11.CKA_SENSITIVE)
        .no(Pkcs11.CKA_EXTRACTABLE);
  }

  private static TokenFault notMade(CryptokiException refused) {
    return new TokenFault.NotReady(
        "module",
        "made no key ("
            + refused.getMessage()
            + "): see that the token is there, has room, and takes RSA-3072 and EC P-256; or use"
            + " keys: files",
        refused);
  }
}
