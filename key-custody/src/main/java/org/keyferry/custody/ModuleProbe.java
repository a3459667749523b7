package org.keyferry.custody;

import static org.keyferry.cryptoki.Pkcs11.CKA_EXTRACTABLE;
import static org.keyferry.cryptoki.Pkcs11.CKA_KEY_TYPE;
import static org.keyferry.cryptoki.Pkcs11.CKA_PRIVATE;
import static org.keyferry.cryptoki.Pkcs11.CKA_SENSITIVE;
import static org.keyferry.cryptoki.Pkcs11.CKA_TOKEN;
import static org.keyferry.cryptoki.Pkcs11.CKA_VALUE;
import static org.keyferry.cryptoki.Pkcs11.CKK_EC;
import static org.keyferry.cryptoki.Pkcs11.CKK_GENERIC_SECRET;
import static org.keyferry.cryptoki.Pkcs11.CKM_AES_KEY_WRAP_KWP;
import static org.keyferry.cryptoki.Pkcs11.CKM_AES_KEY_WRAP_PAD;
import static org.keyferry.cryptoki.Pkcs11.CKO_PRIVATE_KEY;
import static org.keyferry.cryptoki.Pkcs11.CKO_SECRET_KEY;

import java.security.interfaces.RSAPublicKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keyferry.cryptoki.CryptokiException;
import org.keyferry.cryptoki.Mechanism;
import org.keyferry.cryptoki.Pkcs11;
import org.keyferry.cryptoki.Session;
import org.keyferry.cryptoki.Template;
import org.keyferry.custody.ModuleProfile.Templates;
import org.keyferry.custody.ModuleProfile.Unwrapping;
import org.keyferry.protocol.bundle.KeyTransport;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.KeyType;

/// Finds out what a module can do and insists on, with a key pair that is thrown away.
final class ModuleProbe {

  private final Token token;
  private final Session session;

  ModuleProbe(Token token, Session session) {
    this.token = token;
    this.session = session;
  }

  /// AES-KWP under the number that the standard gives it now, or under its old one.
  long wrapMechanism() {
    if (token.hasMechanism(CKM_AES_KEY_WRAP_KWP)) {
      return CKM_AES_KEY_WRAP_KWP;
    }
    if (token.hasMechanism(CKM_AES_KEY_WRAP_PAD)) {
      return CKM_AES_KEY_WRAP_PAD;
    }
    throw unfit("it has no AES key wrap with padding (RFC 5649)");
  }

  /// @param kek handle of the key encryption key
  /// @param recipient any RSA key of 3072 bits
  ModuleProfile profile(long kek, RSAPublicKey recipient) {
    var mechanism = Mechanism.of(wrapMechanism());
    var pair =
        session.generateKeyPair(
            Mechanism.of(Pkcs11.CKM_EC_KEY_PAIR_GEN),
            KeyTemplates.newPublicKey(KeyType.EC_P256),
            KeyTemplates.newPrivateKey());
    var publicKey = SubjectPublicKeys.read(session, pair.publicKey(), KeyType.EC_P256);
    var wrapped = session.wrap(mechanism, kek, pair.privateKey());
    var unwrapping = unwrapping(mechanism, kek, wrapped, publicKey);
    var leak = leak(mechanism, kek, wrapped, unwrapping, publicKey);
    leak.ifPresent(this::refuseUnlessAccepted);
    return new ModuleProfile(
        token.library(),
        token.description().model(),
        mechanism.type(),
        transport(recipient),
        unwrapping,
        leak.isPresent() ? Templates.IGNORED : Templates.ENFORCED);
  }

  private KeyTransport transport(RSAPublicKey recipient) {
    var publicKey = session.create(KeyTemplates.recipient(recipient));
    var contentKey =
        session.generateKey(Mechanism.of(Pkcs11.CKM_AES_KEY_GEN), KeyTemplates.contentKey());
    for (var transport : List.of(KeyTransport.RSA_OAEP_256, KeyTransport.RSA_OAEP)) {
      try {
        session.wrap(Mechanism.oaep(transport), publicKey, contentKey);
        return transport;
      } catch (CryptokiException refused) {
        // the weaker one is next
      }
    }
    throw unfit("it wraps no key with RSA-OAEP");
  }

  private Unwrapping unwrapping(Mechanism mechanism, long kek, byte[] wrapped, Bytes publicKey) {
    for (var each : Unwrapping.values()) {
      try {
        var template = KeyTemplates.privateKeyToSeal(KeyType.EC_P256);
        session.unwrap(mechanism, kek, wrapped, each.of(template, publicKey));
        return each;
      } catch (CryptokiException refused) {
        // more is said next
      }
    }
    throw unfit("it does not unwrap the EC keys that it wrapped");
  }

  /// Tries what the unwrap template of the key encryption key forbids. A refusal counts only
  /// because the same call with the right template has just succeeded.
  private Optional<String> leak(
      Mechanism mechanism, long kek, byte[] wrapped, Unwrapping unwrapping, Bytes publicKey) {
    for (var forbidden : forbidden().entrySet()) {
      var template = unwrapping.of(forbidden.getValue(), publicKey);
      if (isUnwrapped(mechanism, kek, wrapped, template)) {
        return Optional.of(forbidden.getKey());
      }
    }
    return Optional.empty();
  }

  private static Map<String, Template> forbidden() {
    var privateKey =
        Template.ofClass(CKO_PRIVATE_KEY)
            .number(CKA_KEY_TYPE, CKK_EC)
            .no(CKA_TOKEN)
            .yes(CKA_PRIVATE, CKA_EXTRACTABLE);
    var secretKey =
        Template.ofClass(CKO_SECRET_KEY)
            .number(CKA_KEY_TYPE, CKK_GENERIC_SECRET)
            .no(CKA_TOKEN)
            .yes(CKA_PRIVATE, CKA_EXTRACTABLE);
    var forbidden = new LinkedHashMap<String, Template>();
    forbidden.put("that is not sensitive", privateKey.no(CKA_SENSITIVE));
    forbidden.put("without being told that it is sensitive", privateKey);
    forbidden.put("as a secret key that is not sensitive", secretKey.no(CKA_SENSITIVE));
    forbidden.put("as a sensitive secret key", secretKey.yes(CKA_SENSITIVE));
    return forbidden;
  }

  /// Whether the module gave a key that can be read, or took a private key for a secret one. A
  /// module may also add what its template says, and give a key that is sensitive after all.
  private boolean isUnwrapped(Mechanism mechanism, long kek, byte[] wrapped, Template template) {
    long object;
    try {
      object = session.unwrap(mechanism, kek, wrapped, template);
    } catch (CryptokiException refused) {
      return false;
    }
    return isSecretKey(object) || isReadable(object);
  }

  private boolean isSecretKey(long object) {
    var found = session.attribute(object, Pkcs11.CKA_CLASS);
    return found.length > 0 && found[0] == CKO_SECRET_KEY; // little-endian
  }

  private boolean isReadable(long object) {
    try {
      return session.attribute(object, CKA_VALUE).length > 0;
    } catch (CryptokiException sensitive) {
      return false;
    }
  }

  private void refuseUnlessAccepted(String leak) {
    switch (token.settings().leakingModule()) {
      case REFUSE ->
          throw new CustodyFailure.ModuleLeaksKeys(token.library(), Pkcs11KeyCustody.KEK, leak);
      case ACCEPT -> {}
    }
  }

  private CustodyFailure unfit(String lack) {
    return new CustodyFailure.ModuleUnfit(token.library(), lack);
  }
}
