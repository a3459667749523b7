package org.keyferry.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.security.interfaces.RSAPublicKey;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.keyferry.cryptoki.CryptokiException;
import org.keyferry.cryptoki.Mechanism;
import org.keyferry.cryptoki.Pkcs11;
import org.keyferry.cryptoki.Session;
import org.keyferry.cryptoki.Template;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.KeyTransport;
import org.keyferry.protocol.bundle.SealedKey;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.SoftHsmToken;
import org.keyferry.testkit.SoftwareSealer;

/// A server that was taken over has the PIN, the stored key records and every PKCS#11 function.
/// This is what the templates on the token leave it (threat T11).
class WhoeverHasThePinIT {

  private static final Mechanism AES = Mechanism.of(Pkcs11.CKM_AES_KEY_GEN);
  private static final Mechanism KWP = Mechanism.of(Pkcs11.CKM_AES_KEY_WRAP_PAD);
  private static final Mechanism OAEP = Mechanism.oaep(KeyTransport.RSA_OAEP);
  private static final long CKA_PRIVATE_EXPONENT = 0x123;
  private static final SoftHsmToken TOKEN = SoftHsmToken.inThisJvm();

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static Token token;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static Session session;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static KeyRecord stored;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static SealedKey cameIn;

  private static long kek;
  private static long recordKey;
  private static long transportKey;

  @BeforeAll
  static void takeTheServerOver() {
    var settings =
        new TokenSettings(TOKEN.module(), TOKEN.label(), TOKEN.pinFile(), Optional.empty());
    Pkcs11KeyCustody.prepare(settings);
    try (var custody = Pkcs11KeyCustody.open(settings)) {
      stored =
          custody.generate(KeyType.EC_P256, new CertificateId(new UUID(0, 1)), Version.first());
      var key = custody.transportKey();
      cameIn =
          SoftwareSealer.using(key.transport())
              .seal(
                  FixtureCa.keyPair(KeyType.EC_P256).getPrivate(),
                  SubjectPublicKeys.parse(key.subjectPublicKeyInfo(), KeyType.RSA_3072));
    }
    token = Token.open(settings);
    session = token.ceremony();
    kek = session.find(KeyTemplates.secretLabeled(Pkcs11KeyCustody.KEK)).orElseThrow();
    recordKey = session.find(KeyTemplates.secretLabeled(Pkcs11KeyCustody.RECORD_KEY)).orElseThrow();
    transportKey =
        session.find(KeyTemplates.privateLabeled(Pkcs11KeyCustody.TRANSPORT_KEY)).orElseThrow();
  }

  @AfterAll
  static void giveItBack() {
    session.close();
    token.close();
  }

  @Test
  void cannotReadTheKeysOfTheCeremony() {
    assertIsRefused(() -> session.attribute(kek, Pkcs11.CKA_VALUE));
    assertIsRefused(() -> session.attribute(recordKey, Pkcs11.CKA_VALUE));
    assertIsRefused(() -> session.attribute(transportKey, CKA_PRIVATE_EXPONENT));
  }

  @Test
  void cannotWrapTheKeysOfTheCeremonyUnderAKeyOfHisOwn() {
    var own = session.generateKey(AES, KeyTemplates.contentKey());

    assertIsRefused(() -> session.wrap(KWP, own, kek));
    assertIsRefused(() -> session.wrap(KWP, own, recordKey));
    assertIsRefused(() -> session.wrap(KWP, own, transportKey));
    assertIsRefused(() -> session.wrap(KWP, kek, transportKey));
  }

  @Test
  void cannotDestroyTheKeysOfTheCeremony() {
    assertIsRefused(() -> session.destroy(kek));
    assertIsRefused(() -> session.destroy(recordKey));
    assertIsRefused(() -> session.destroy(transportKey));
  }

  @Test
  void cannotUseTheKeyEncryptionKeyByAnotherMechanism() {
    var aesKeyWrap = Mechanism.of(0x2109);
    var own = session.unwrap(KWP, kek, wrapped(), toSeal());

    assertIsRefused(() -> session.wrap(aesKeyWrap, kek, own));
    assertIsRefused(() -> session.sign(RecordBinding.HMAC, kek, new byte[32]));
  }

  @Test
  void cannotWrapASecretKeyUnderTheKeyEncryptionKey() {
    var own = session.generateKey(AES, KeyTemplates.contentKey());

    assertIsRefused(() -> session.wrap(KWP, kek, own));
  }

  @Test
  void cannotUnwrapAPrivateKeyThatCanBeRead() {
    var readable = toSeal().no(Pkcs11.CKA_SENSITIVE);

    assertIsRefused(() -> session.unwrap(KWP, kek, wrapped(), readable));
  }

  @Test
  void cannotUnwrapAPrivateKeyAsASecretKey() {
    var secret =
        Template.ofClass(Pkcs11.CKO_SECRET_KEY)
            .number(Pkcs11.CKA_KEY_TYPE, Pkcs11.CKK_GENERIC_SECRET)
            .no(Pkcs11.CKA_TOKEN)
            .yes(Pkcs11.CKA_PRIVATE, Pkcs11.CKA_SENSITIVE, Pkcs11.CKA_EXTRACTABLE);

    assertIsRefused(() -> session.unwrap(KWP, kek, wrapped(), secret));
  }

  @Test
  void cannotKeepAnUnwrappedKeyOnTheToken() {
    var resident =
        Template.ofClass(Pkcs11.CKO_PRIVATE_KEY)
            .number(Pkcs11.CKA_KEY_TYPE, Pkcs11.CKK_EC)
            .yes(Pkcs11.CKA_TOKEN, Pkcs11.CKA_PRIVATE, Pkcs11.CKA_SENSITIVE);

    assertIsRefused(() -> session.unwrap(KWP, kek, wrapped(), resident));
  }

  @Test
  void cannotReadTheAesKeyUnderWhichAKeyComesIn() {
    var came =
        session.unwrap(OAEP, transportKey, encryptedKey(), KeyTemplates.contentKeyThatCame());
    var readable =
        Template.ofClass(Pkcs11.CKO_SECRET_KEY)
            .number(Pkcs11.CKA_KEY_TYPE, Pkcs11.CKK_AES)
            .no(Pkcs11.CKA_TOKEN, Pkcs11.CKA_SENSITIVE)
            .yes(Pkcs11.CKA_PRIVATE, Pkcs11.CKA_EXTRACTABLE);
    var extractable =
        Template.ofClass(Pkcs11.CKO_SECRET_KEY)
            .number(Pkcs11.CKA_KEY_TYPE, Pkcs11.CKK_AES)
            .no(Pkcs11.CKA_TOKEN)
            .yes(Pkcs11.CKA_PRIVATE, Pkcs11.CKA_SENSITIVE, Pkcs11.CKA_UNWRAP)
            .yes(Pkcs11.CKA_EXTRACTABLE);

    assertIsRefused(() -> session.attribute(came, Pkcs11.CKA_VALUE));
    assertIsRefused(() -> session.unwrap(OAEP, transportKey, encryptedKey(), readable));
    assertIsRefused(() -> session.unwrap(OAEP, transportKey, encryptedKey(), extractable));
    assertIsRefused(() -> session.decrypt(OAEP, transportKey, encryptedKey()));
  }

  /// The template of the transport key ends at the AES key: PKCS#11 3.1 can say nothing of what
  /// that unwraps. A key that somebody recorded on its way in is as open to whoever has the PIN as
  /// one that is stored, by one call less.
  @Test
  void canReadAKeyThatComesInIfItIsUnwrappedAgain() {
    var came =
        session.unwrap(OAEP, transportKey, encryptedKey(), KeyTemplates.contentKeyThatCame());
    var readable = toSeal().no(Pkcs11.CKA_SENSITIVE);

    var privateKey = session.unwrap(KWP, came, sealed().ciphertext().toArray(), readable);

    assertThat(session.attribute(privateKey, Pkcs11.CKA_VALUE)).hasSize(32);
  }

  /// No attribute of PKCS#11 prevents it, because that is what sealing to an agent is. What helps
  /// is to keep the PIN from the server: custody in a process of its own, which checks grants
  /// itself.
  @Test
  void canStillSealAStoredKeyToAKeyOfHisOwn() {
    var own = (RSAPublicKey) FixtureCa.keyPair(KeyType.RSA_3072).getPublic();
    var privateKey = session.unwrap(KWP, kek, wrapped(), toSeal());
    var contentKey = session.generateKey(AES, KeyTemplates.contentKey());
    var publicKey = session.create(KeyTemplates.recipient(own));

    assertThat(session.wrap(Mechanism.oaep(KeyTransport.RSA_OAEP), publicKey, contentKey))
        .hasSize(384);
    assertThat(session.wrap(KWP, contentKey, privateKey)).isNotEmpty();
  }

  private static SealedKey sealed() {
    return cameIn;
  }

  private static byte[] encryptedKey() {
    return cameIn.encryptedKey().toArray();
  }

  private static byte[] wrapped() {
    return stored.wrapped().toArray();
  }

  private static Template toSeal() {
    return KeyTemplates.privateKeyToSeal(KeyType.EC_P256);
  }

  private static void assertIsRefused(Runnable attempt) {
    assertThatExceptionOfType(CryptokiException.class).isThrownBy(attempt::run);
  }
}
