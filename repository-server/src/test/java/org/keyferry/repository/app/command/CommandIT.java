package org.keyferry.repository.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.custody.Pkcs11KeyCustody;
import org.keyferry.custody.TokenSettings;
import org.keyferry.repository.custody.RepositoryIdentities;
import org.keyferry.testkit.SoftHsmToken;

/// What goes wrong on the machine is one sentence that says what to do, and an exit code of its
/// own.
class CommandIT {

  private static final SoftHsmToken TOKEN = SoftHsmToken.inThisJvm();

  @TempDir private Path directory;

  @BeforeAll
  static void theCeremonyWasHeld() {
    var settings =
        new TokenSettings(TOKEN.module(), TOKEN.label(), TOKEN.pinFile(), Optional.empty());
    Pkcs11KeyCustody.prepare(settings);
    try (var custody = Pkcs11KeyCustody.open(settings)) {
      RepositoryIdentities.prepare(
          custody.identities(), InstantSource.system(), new SecureRandom());
    }
  }

  @Test
  void theProbeShowsWhatTheModuleCanDo() throws Exception {
    var said = run("hsm", "probe", "--config", configuration("").toString());

    assertThat(said.code()).as(said.err()).isZero();
    assertThat(said.out())
        .containsPattern("(?m)^library +SoftHSM")
        .containsPattern("(?m)^AES-KWP +mechanism 0x210A$")
        .containsPattern("(?m)^OAEP +RSA-OAEP$")
        .containsPattern("(?m)^templates +enforced$")
        .containsPattern("(?m)^self-test +passed$")
        .containsPattern("(?m)^imports +sealed to the key with the thumbprint [\\w-]{43}$");
  }

  @Nested
  class TheConfiguration {

    @Test
    void isMissing() {
      assertSaid(run("run", "--config", "/nowhere/keyferry.properties"), 20, "is missing");
    }

    @Test
    void saysNothing() throws Exception {
      var empty = Files.createFile(directory.resolve("empty.properties"));

      assertSaid(
          run("run", "--config", empty.toString()),
          20,
          "The configuration has no keyferry.token.module: set it in " + empty);
    }

    @Test
    void hasAKeyThatNobodyKnows() throws Exception {
      assertSaid(
          run("run", "--config", configuration("keyferry.tokn.label=x").toString()),
          20,
          "Nobody knows keyferry.tokn.label");
    }

    @Test
    void hasAValueThatCannotBeUsed() throws Exception {
      assertSaid(
          run("run", "--config", configuration("keyferry.token.leaking-module=perhaps").toString()),
          20,
          "keyferry.token.leaking-module");
    }
  }

  @Nested
  class TheHsm {

    @Test
    void hasNoModule() throws Exception {
      assertSaid(runWith("keyferry.token.module=/nowhere/module.so"), 10, "does not exist");
    }

    @Test
    void hasAFileForAModule() throws Exception {
      var file = Files.writeString(directory.resolve("module.so"), "no library");

      assertSaid(runWith("keyferry.token.module=" + file), 10, "is not a PKCS#11 module");
    }

    @Test
    void hasNoTokenOfThatLabel() throws Exception {
      assertSaid(runWith("keyferry.token.label=another"), 11, "No token is labeled 'another'");
    }

    @Test
    void refusesThePin() throws Exception {
      var pin = directory.resolve("pin");
      Files.createFile(
          pin, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(pin, "canary-of-a-wrong-pin");

      var said = runWith("keyferry.token.pin-file=" + pin);

      assertSaid(said, 13, "refused the PIN in " + pin);
      assertThat(said.err()).doesNotContain("canary");
    }

    @Test
    void hasNoPinFile() throws Exception {
      assertSaid(runWith("keyferry.token.pin-file=/nowhere/pin"), 13, "The PIN file /nowhere/pin");
    }

    private Said runWith(String setting) throws IOException {
      return run("run", "--config", configuration(setting).toString());
    }
  }

  @Nested
  class TheCeremony {

    @Test
    void wantsACertificationRequest() throws Exception {
      var request = Files.writeString(directory.resolve("alice.csr.pem"), "hello");

      assertSaid(ceremony("alice", request), 23, "there is no CERTIFICATE REQUEST in it");
      assertSaid(ceremony("alice", Path.of("/nowhere")), 23, "/nowhere cannot be used");
    }

    @Test
    void wantsANameThatCanBeOne() {
      assertSaid(ceremony("../alice", Path.of("/nowhere")), 2, "name '../alice' is not");
    }

    private Said ceremony(String officer, Path request) {
      return run(
          "ceremony",
          "--officer",
          officer,
          "--request",
          request.toString(),
          "--out",
          directory.toString());
    }
  }

  @Test
  void wordsThatMakeNoCommandAreAnsweredWithTheUsage() {
    assertThat(run("serve").code()).isEqualTo(2);
    assertThat(run("run", "--port", "1").code()).isEqualTo(2);
    assertThat(run("ceremony").err()).contains("Missing required options");
    assertThat(run("--help").out()).contains("the PIN is missing or was refused");
    assertThat(run("--version").out()).startsWith("keyferry-server 0.");
  }

  private static void assertSaid(Said said, int code, String words) {
    assertThat(said.code()).as(said.err()).isEqualTo(code);
    assertThat(said.err()).startsWith("keyferry-server: ").contains(words).hasLineCount(1);
  }

  /// @param line replaces what is said of the same setting
  private Path configuration(String line) throws IOException {
    var text =
        String.join(
            "\n",
            "keyferry.home=" + directory.resolve("home"),
            "keyferry.server.names=localhost",
            "keyferry.token.module=" + TOKEN.module(),
            "keyferry.token.label=" + TOKEN.label(),
            "keyferry.token.pin-file=" + TOKEN.pinFile(),
            line,
            "");
    return Files.writeString(directory.resolve("keyferry.properties"), text);
  }

  private static Said run(String... words) {
    var out = new StringWriter();
    var err = new StringWriter();
    var code =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(words);
    return new Said(code, out.toString(), err.toString());
  }

  private record Said(int code, String out, String err) {}
}
