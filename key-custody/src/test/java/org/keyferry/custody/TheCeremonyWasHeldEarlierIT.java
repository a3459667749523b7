package org.keyferry.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.keyferry.cryptoki.Mechanism;
import org.keyferry.cryptoki.Pkcs11;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.SoftHsmToken;

/// A token from before there were transport keys.
class TheCeremonyWasHeldEarlierIT {

  private static final SoftHsmToken TOKEN = SoftHsmToken.inThisJvm();
  private static final TokenSettings SETTINGS =
      new TokenSettings(TOKEN.module(), TOKEN.label(), TOKEN.pinFile(), Optional.empty());

  @Test
  void allWorksButImportsUntilItIsHeldAgain() {
    holdTheCeremonyAsItWas();
    KeyRecord before;
    try (var custody = Pkcs11KeyCustody.open(SETTINGS)) {
      before =
          custody.generate(KeyType.EC_P256, new CertificateId(new UUID(0, 1)), Version.first());

      assertThatExceptionOfType(CustodyFailure.ImportUnavailable.class)
          .isThrownBy(custody::transportKey)
          .withMessageContaining("it has no key 'keyferry-transport-1'")
          .withMessageContaining("held again, adds it");
    }

    Pkcs11KeyCustody.prepare(SETTINGS);

    try (var custody = Pkcs11KeyCustody.open(SETTINGS)) {
      custody.verify(before);
      assertThat(custody.transportKey().label()).isEqualTo("keyferry-transport-1");
    }
  }

  private static void holdTheCeremonyAsItWas() {
    try (var token = Token.open(SETTINGS);
        var session = token.ceremony()) {
      session.generateKey(
          Mechanism.of(Pkcs11.CKM_AES_KEY_GEN),
          KeyTemplates.keyEncryptionKey(Pkcs11KeyCustody.KEK)
              .and(
                  KeyTemplates.locks(
                      Mechanism.of(new ModuleProbe(token, session).wrapMechanism()))));
      session.generateKey(
          Mechanism.of(Pkcs11.CKM_GENERIC_SECRET_KEY_GEN),
          KeyTemplates.recordKey(Pkcs11KeyCustody.RECORD_KEY)
              .and(KeyTemplates.locks(RecordBinding.HMAC)));
    }
  }
}
