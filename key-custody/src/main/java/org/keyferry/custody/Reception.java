package org.keyferry.custody;

import java.security.interfaces.RSAPublicKey;
import org.keyferry.cryptoki.CryptokiException;
import org.keyferry.cryptoki.Mechanism;
import org.keyferry.cryptoki.Pkcs11;
import org.keyferry.cryptoki.Session;
import org.keyferry.cryptoki.Session.KeyPairHandles;
import org.keyferry.cryptoki.Template;
import org.keyferry.custody.ModuleProfile.Templates;
import org.keyferry.protocol.bundle.SealedKey;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.KeyType;

/// Takes in private keys that were made elsewhere, in two steps that both happen in the token: the
/// transport key unwraps an AES key, and that the private key. There is no other way in: a module
/// that cannot do one of them is refused.
final class Reception {

  private final Token token;
  private final Session session;
  private final ModuleProfile profile;
  private final long transportKey;

  /// @throws CustodyFailure.ImportUnavailable if there is no transport key, or one that may do more
  ///   than it should
  Reception(Token token, Session session, ModuleProfile profile) {
    this.token = token;
    this.session = session;
    this.profile = profile;
    this.transportKey = residentKey();
  }

  /// @return handle of the private key, which can be wrapped and cannot sign
  /// @throws CryptokiException if it does not open
  long unwrap(SealedKey sealed, KeyType type, Bytes subjectPublicKeyInfo) {
    var contentKey = contentKey(sealed, KeyTemplates.contentKeyThatCame());
    var template = KeyTemplates.privateKeyToSeal(type);
    var privateKey =
        session.unwrap(
            Mechanism.of(profile.wrapMechanism()),
            contentKey,
            sealed.ciphertext().toArray(),
            switch (type) {
              case EC_P256, EC_P384 -> profile.unwrapping().of(template, subjectPublicKeyInfo);
              case RSA_2048, RSA_3072, RSA_4096 -> template;
            });
    session.destroy(contentKey);
    return privateKey;
  }

  /// Seals a throw-away key to the transport key, and takes it in.
  ///
  /// @throws CustodyFailure.ImportUnavailable if that does not work, or if the AES key could be
  ///   read on the way
  TransportKey triedOut(KeyPairHandles throwAway, Sealing sealing) {
    var subjectPublicKeyInfo = SubjectPublicKeys.rsa(session, transportKey);
    try {
      var recipient =
          (RSAPublicKey) SubjectPublicKeys.parse(subjectPublicKeyInfo, KeyType.RSA_3072);
      var sealed = sealing.seal(session, throwAway.privateKey(), recipient);
      var publicKey = SubjectPublicKeys.read(session, throwAway.publicKey(), KeyType.EC_P256);
      unwrap(sealed, KeyType.EC_P256, publicKey);
      if (profile.templates() == Templates.ENFORCED && canBeRead(sealed)) {
        throw unavailable(
            "with the key '"
                + Pkcs11KeyCustody.TRANSPORT_KEY
                + "' it lets whoever has the PIN read what comes in");
      }
    } catch (CryptokiException refused) {
      throw new CustodyFailure.ImportUnavailable(
          token.label(),
          profile.library() + " does not unwrap what is sealed to its transport key",
          refused);
    }
    return new TransportKey(
        Pkcs11KeyCustody.TRANSPORT_KEY, subjectPublicKeyInfo, profile.transport());
  }

  /// Tries what the unwrap template of the transport key forbids.
  private boolean canBeRead(SealedKey sealed) {
    var readable =
        Template.ofClass(Pkcs11.CKO_SECRET_KEY)
            .number(Pkcs11.CKA_KEY_TYPE, Pkcs11.CKK_AES)
            .no(Pkcs11.CKA_TOKEN, Pkcs11.CKA_SENSITIVE)
            .yes(Pkcs11.CKA_PRIVATE, Pkcs11.CKA_EXTRACTABLE);
    try {
      return session.attribute(contentKey(sealed, readable), Pkcs11.CKA_VALUE).length > 0;
    } catch (CryptokiException refused) {
      return false;
    }
  }

  private long contentKey(SealedKey sealed, Template template) {
    return session.unwrap(
        Mechanism.oaep(sealed.transport()),
        transportKey,
        sealed.encryptedKey().toArray(),
        template);
  }

  private long residentKey() {
    var label = Pkcs11KeyCustody.TRANSPORT_KEY;
    var keys = session.all(KeyTemplates.privateLabeled(label));
    if (keys.size() != 1) {
      throw unavailable(
          keys.isEmpty()
              ? "it has no key '"
                  + label
                  + "'; the key ceremony (keyferry-server ceremony), held again, adds it and leaves"
                  + " all else"
              : "it has " + keys.size() + " keys '" + label + "'");
    }
    var key = keys.getFirst();
    if (session.is(key, Pkcs11.CKA_EXTRACTABLE)
        || !session.is(key, Pkcs11.CKA_SENSITIVE)
        || session.is(key, Pkcs11.CKA_DECRYPT)) {
      throw unavailable("its key '" + label + "' can be taken off it, or may decrypt");
    }
    return key;
  }

  private CustodyFailure unavailable(String lack) {
    return new CustodyFailure.ImportUnavailable(token.label(), lack);
  }

  /// Seals a private key to a recipient, in the token.
  @FunctionalInterface
  interface Sealing {
    SealedKey seal(Session session, long privateKey, RSAPublicKey recipient);
  }
}
