package org.keyferry.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.cryptoki.Mechanism;
import org.keyferry.cryptoki.Pkcs11;
import org.keyferry.cryptoki.Template;
import org.keyferry.testkit.SoftHsmToken;

/// Each way in which an HSM is not as it should be is told apart, in a sentence that says what to
/// do.
class CustodyFailureIT {

  private static final SoftHsmToken BARE = SoftHsmToken.inThisJvm();
  private static final SoftHsmToken WEAK = SoftHsmToken.inThisJvm();
  private static final SoftHsmToken TWICE = SoftHsmToken.inThisJvm();

  @TempDir private Path directory;

  @Test
  void theModuleIsMissing() {
    var settings = settings(Path.of("/nowhere/libhsm.so"), BARE.label(), BARE.pinFile());

    assertThatExceptionOfType(CustodyFailure.ModuleMissing.class)
        .isThrownBy(() -> Pkcs11KeyCustody.open(settings))
        .withMessageContaining("/nowhere/libhsm.so does not exist");
  }

  @Test
  void theModuleIsNoLibrary() throws IOException {
    var file = Files.writeString(directory.resolve("libhsm.so"), "not a library");

    assertThatExceptionOfType(CustodyFailure.NotPkcs11.class)
        .isThrownBy(() -> Pkcs11KeyCustody.open(settings(file, BARE.label(), BARE.pinFile())))
        .withMessageContaining("not a shared library");
  }

  @Test
  void theModuleIsAnotherLibrary() {
    var another = Path.of(System.getProperty("java.home"), "lib", "libzip.so");

    assertThatExceptionOfType(CustodyFailure.NotPkcs11.class)
        .isThrownBy(() -> Pkcs11KeyCustody.open(settings(another, BARE.label(), BARE.pinFile())))
        .withMessageContaining("no C_GetFunctionList");
  }

  @Test
  void theLabelIsWrong() {
    var settings = settings(BARE.module(), "keyfery", BARE.pinFile());

    assertThatExceptionOfType(CustodyFailure.TokenNotFound.class)
        .isThrownBy(() -> Pkcs11KeyCustody.open(settings))
        .withMessageContaining("No token is labeled 'keyfery'")
        .withMessageContaining("'" + BARE.label() + "'");
  }

  @Test
  void thePinFileIsMissing() {
    var settings = settings(BARE.module(), BARE.label(), directory.resolve("pin"));

    assertThatExceptionOfType(CustodyFailure.PinMissing.class)
        .isThrownBy(() -> Pkcs11KeyCustody.open(settings))
        .withMessageContaining("does not exist");
  }

  @Test
  void thePinFileIsEmpty() throws IOException {
    var file = pinFile("\n", "rw-------");

    assertThatExceptionOfType(CustodyFailure.PinMissing.class)
        .isThrownBy(() -> Pkcs11KeyCustody.open(settings(BARE.module(), BARE.label(), file)))
        .withMessageContaining("is empty");
  }

  @Test
  void thePinFileIsOpenToItsGroup() throws IOException {
    var file = pinFile("any-pin", "rw-r-----");

    assertThatExceptionOfType(CustodyFailure.PinMissing.class)
        .isThrownBy(() -> Pkcs11KeyCustody.open(settings(BARE.module(), BARE.label(), file)))
        .withMessageContaining("can be read by the group ")
        .withMessageContaining("readable by this program alone");
  }

  @Test
  void thePinFileIsOpenToEverybody() throws IOException {
    var file = pinFile("any-pin", "rw-r--r--");

    assertThatExceptionOfType(CustodyFailure.PinMissing.class)
        .isThrownBy(() -> Pkcs11KeyCustody.open(settings(BARE.module(), BARE.label(), file)))
        .withMessageContaining("can be read by every user");
  }

  @Test
  void thePinIsWrongAndTheRightOneStillWorks() throws IOException {
    var wrong = pinFile("wrong-pin", "rw-------");

    assertThatExceptionOfType(CustodyFailure.PinRefused.class)
        .isThrownBy(() -> Pkcs11KeyCustody.open(settings(BARE.module(), BARE.label(), wrong)))
        .withMessageContaining("CKR_PIN_INCORRECT")
        .withMessageNotContaining("wrong-pin");

    assertThatExceptionOfType(CustodyFailure.TokenNotPrepared.class)
        .isThrownBy(() -> Pkcs11KeyCustody.open(bare()));
  }

  @Test
  void noCeremonyWasHeld() {
    assertThatExceptionOfType(CustodyFailure.TokenNotPrepared.class)
        .isThrownBy(() -> Pkcs11KeyCustody.open(bare()))
        .withMessageContaining("has no key 'keyferry-kek-1'")
        .withMessageContaining("keyferry-server ceremony");
  }

  /// SoftHSM reads its configuration once in a process, so this takes another one.
  @Test
  void noTokenIsInitialized() throws Exception {
    Files.createDirectory(directory.resolve("tokens"));
    var empty =
        Files.writeString(
            directory.resolve("softhsm2.conf"),
            "directories.tokendir = " + directory.resolve("tokens") + "\n");

    assertThat(OpensToken.inAProcessWith(Map.of("SOFTHSM2_CONF", empty.toString()), bare()))
        .startsWith("TokenNotInitialized No token '" + BARE.label() + "' is initialized")
        .contains("SOFTHSM2_CONF");
  }

  @Test
  void theModuleDoesNotStart() throws Exception {
    var missing = directory.resolve("softhsm2.conf").toString();

    assertThat(OpensToken.inAProcessWith(Map.of("SOFTHSM2_CONF", missing), bare()))
        .startsWith("ModuleRefused The PKCS#11 module " + BARE.module() + " did not start");
  }

  /// By somebody who did not hold our ceremony.
  @Test
  void theKeyEncryptionKeyIsNotWhatTheCeremonyMakes() {
    var settings = settings(WEAK.module(), WEAK.label(), WEAK.pinFile());
    var plain =
        Template.ofClass(Pkcs11.CKO_SECRET_KEY)
            .number(Pkcs11.CKA_KEY_TYPE, Pkcs11.CKK_AES)
            .number(Pkcs11.CKA_VALUE_LEN, 32)
            .text(Pkcs11.CKA_LABEL, Pkcs11KeyCustody.KEK)
            .yes(Pkcs11.CKA_TOKEN, Pkcs11.CKA_PRIVATE, Pkcs11.CKA_WRAP, Pkcs11.CKA_UNWRAP);

    withKek(settings, plain.yes(Pkcs11.CKA_SENSITIVE, Pkcs11.CKA_EXTRACTABLE));
    assertThatExceptionOfType(CustodyFailure.KeyTooWeak.class)
        .isThrownBy(() -> Pkcs11KeyCustody.open(settings))
        .withMessageContaining("can be taken off it");

    var resident = plain.yes(Pkcs11.CKA_SENSITIVE).no(Pkcs11.CKA_EXTRACTABLE);
    withKek(settings, resident.yes(Pkcs11.CKA_DECRYPT));
    assertThatExceptionOfType(CustodyFailure.KeyTooWeak.class)
        .isThrownBy(() -> Pkcs11KeyCustody.open(settings))
        .withMessageContaining("may decrypt");

    withKek(settings, resident.no(Pkcs11.CKA_DECRYPT));
    assertThatExceptionOfType(CustodyFailure.ModuleLeaksKeys.class)
        .isThrownBy(() -> Pkcs11KeyCustody.open(settings))
        .withMessageContaining("unwrapped a private key that is not sensitive");
  }

  @Test
  void twoKeysHaveTheLabelOfOne() {
    var settings = settings(TWICE.module(), TWICE.label(), TWICE.pinFile());
    Pkcs11KeyCustody.prepare(settings);
    try (var token = Token.open(settings);
        var session = token.ceremony()) {
      session.generateKey(
          Mechanism.of(Pkcs11.CKM_AES_KEY_GEN),
          KeyTemplates.keyEncryptionKey(Pkcs11KeyCustody.KEK));
    }

    assertThatExceptionOfType(CustodyFailure.KeyAmbiguous.class)
        .isThrownBy(() -> Pkcs11KeyCustody.open(settings))
        .withMessageContaining("has 2 keys 'keyferry-kek-1'");
  }

  /// Puts this key in the place of any other; the ceremony adds what is missing.
  private static void withKek(TokenSettings settings, Template kek) {
    try (var token = Token.open(settings);
        var session = token.ceremony()) {
      session.find(KeyTemplates.secretLabeled(Pkcs11KeyCustody.KEK)).ifPresent(session::destroy);
      session.generateKey(Mechanism.of(Pkcs11.CKM_AES_KEY_GEN), kek);
    }
    Pkcs11KeyCustody.prepare(settings);
  }

  private Path pinFile(String content, String permissions) throws IOException {
    var file = Files.writeString(directory.resolve("pin"), content);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }

  private static TokenSettings bare() {
    return settings(BARE.module(), BARE.label(), BARE.pinFile());
  }

  private static TokenSettings settings(Path module, String label, Path pinFile) {
    return new TokenSettings(module, label, pinFile, Optional.empty());
  }
}
