package org.keyferry.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.NativeEnvironment;
import org.keyferry.testkit.SoftHsmToken;

/// Between us and SoftHSM stands OpenSC's pkcs11-spy, which writes down every call.
class WhatTheModuleIsAskedIT {

  private static final Path SPY = Path.of("/usr/lib/x86_64-linux-gnu/pkcs11-spy.so");
  private static final SoftHsmToken TOKEN = SoftHsmToken.inThisJvm();

  @TempDir private static Path directory;

  private static List<String> calls = List.of();
  private static long loginsWithTheWrongPin;
  private static String written = "";

  /// The spy reads its environment once, so one run serves all tests.
  @BeforeAll
  static void writeDownTheLifeOfAKey() throws IOException {
    var log = directory.resolve("calls");
    NativeEnvironment.set("PKCS11SPY", TOKEN.module().toString());
    NativeEnvironment.set("PKCS11SPY_OUTPUT", log.toString());
    var wrongPin = Files.writeString(directory.resolve("pin"), "wrong");
    Files.setPosixFilePermissions(wrongPin, PosixFilePermissions.fromString("rw-------"));
    assertThatExceptionOfType(CustodyFailure.PinRefused.class)
        .isThrownBy(() -> Pkcs11KeyCustody.open(settings(wrongPin)));
    loginsWithTheWrongPin = callsIn(log).stream().filter("C_Login"::equals).count();

    Pkcs11KeyCustody.prepare(settings(TOKEN.pinFile()));
    try (var custody = Pkcs11KeyCustody.open(settings(TOKEN.pinFile()))) {
      var before = callsIn(log).size();
      var key =
          custody.generate(KeyType.EC_P256, new CertificateId(new UUID(0, 1)), Version.first());
      custody.signRequest(key, new TreeSet<>(List.of(new DnsName("www.example.test"))));
      var agent = (RSAPublicKey) FixtureCa.keyPair(KeyType.RSA_3072).getPublic();
      custody.seal(key, key.subjectPublicKey(), List.of(agent, agent, agent));
      var all = callsIn(log);
      calls = all.subList(before, all.size());
    }
    written = Files.readString(log);
  }

  @Test
  void aWrongPinIsTriedOnce() {
    assertThat(loginsWithTheWrongPin).isEqualTo(1);
  }

  @Test
  void sealingToThreeAgentsUnwrapsOnce() {
    assertThat(times("C_UnwrapKey")).isEqualTo(1 + 1); // for the request, and for all agents
    assertThat(times("C_WrapKey")).isEqualTo(1 + 3 * 2);
  }

  @Test
  void everySessionIsClosed() {
    assertThat(times("C_OpenSession")).isEqualTo(3).isEqualTo(times("C_CloseSession"));
  }

  @Test
  void noValueOfAPrivateKeyIsEverRead() {
    assertThat(written).contains("C_GetAttributeValue");
    assertThat(written)
        .doesNotContain("CKA_PRIVATE_EXPONENT", "CKA_PRIME_1", "CKA_PRIME_2", "CKA_EXPONENT_1");
    assertThat(calls).doesNotContain("C_Decrypt", "C_SetAttributeValue", "C_CopyObject");
  }

  private static long times(String function) {
    return calls.stream().filter(function::equals).count();
  }

  /// The spy writes each call as `12: C_OpenSession`.
  private static List<String> callsIn(Path log) throws IOException {
    try (var lines = Files.lines(log)) {
      return lines
          .filter(each -> each.matches("[0-9]+: C_\\w+"))
          .map(each -> each.substring(each.indexOf(' ') + 1))
          .toList();
    }
  }

  private static TokenSettings settings(Path pinFile) {
    return new TokenSettings(SPY, TOKEN.label(), pinFile, Optional.empty());
  }
}
