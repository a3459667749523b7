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
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.SoftHsmToken;

/// A server that was taken over has the PIN, the stored key records and every PKCS#11 function.
/// This is what the templates on the token leave it (threat T11).
class WhoeverHasThePinIT {

  private static final Mechanism AES = Mechanism.of(Pkcs11.CKM_AES_KEY_GEN);
  private static final Mechanism KWP = Mechanism.of(Pkcs11.CKM_AES_KEY_WRAP_PAD);
  private static final SoftHsmToken TOKEN = SoftHsmToken.inThisJvm();

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static Token token;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static Session session;

  @SuppressWarnings("NullAway.Init") // set before all tests
  private static KeyRecord stored;

  private static long kek;
  private static long recordKey;

  @BeforeAll
  static void takeTheServerOver() {
    var settings =
        new TokenSettings(TOKEN.module(), TOKEN.label(), TOKEN.pinFile(), Optional.empty());
    Pkcs11KeyCustody.prepare(settings);
    try (var custody = Pkcs11KeyCustody.open(settings)) {
      stored =
          custody.generate(KeyType.EC_P256, new CertificateId(new UUID(0, 1)), Version.first());
    }
    token = Token.open(settings);
    session = token.ceremony();
    kek = session.find(KeyTemplates.secretLabeled(Pkcs11KeyCustody.KEK)).orElseThrow();
    recordKey = session.find(KeyTemplates.secretLabeled(Pkcs11KeyCustody.RECORD_KEY)).orElseThrow();
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
  }

  @Test
  void cannotWrapTheKeysOfTheCeremonyUnderAKeyOfHisOwn() {
    var own = session.generateKey(AES, KeyTemplates.transportKey());

    assertIsRefused(() -> session.wrap(KWP, own, kek));
    assertIsRefused(() -> session.wrap(KWP, own, recordKey));
  }

  @Test
  void cannotDestroyTheKeysOfTheCeremony() {
    assertIsRefused(() -> session.destroy(kek));
    assertIsRefused(() -> session.destroy(recordKey));
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
    var own = session.generateKey(AES, KeyTemplates.transportKey());

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

  /// No attribute of PKCS#11 prevents it, because that is what sealing to an agent is. What helps
  /// is to keep the PIN from the server: custody in a process of its own, which checks grants
  /// itself.
  @Test
  void canStillSealAStoredKeyToAKeyOfHisOwn() {
    var own = (RSAPublicKey) FixtureCa.keyPair(KeyType.RSA_3072).getPublic();
    var privateKey = session.unwrap(KWP, kek, wrapped(), toSeal());
    var transportKey = session.generateKey(AES, KeyTemplates.transportKey());
    var publicKey = session.create(KeyTemplates.recipient(own));

    assertThat(session.wrap(Mechanism.oaep(KeyTransport.RSA_OAEP), publicKey, transportKey))
        .hasSize(384);
    assertThat(session.wrap(KWP, transportKey, privateKey)).isNotEmpty();
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
