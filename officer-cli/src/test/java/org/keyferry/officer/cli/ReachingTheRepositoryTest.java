package org.keyferry.officer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.FreePort;

/// Who answers is checked before anything is said, and every failure is a sentence with a code.
class ReachingTheRepositoryTest {

  private final FixtureCa ca = FixtureCa.at(InstantSource.system().instant());
  private @TempDir Path home;
  private OfficerAtWork officer;

  @BeforeEach
  void anOfficer() {
    officer = new OfficerAtWork(home);
  }

  @Test
  void anOfficerWithoutAnIdentityIsToldHowToGetOne() {
    assertThat(officer.runs("repository")).isEqualTo(77);
    assertThat(officer.sees())
        .containsExactly(
            "! keyferry: There is no identity in "
                + home
                + ": start with keyferry identity request --name NAME.");
  }

  @Test
  void nobodyAnswers() throws Exception {
    var address = URI.create("https://localhost:" + FreePort.tcp());
    officer.hasAnIdentityOf(ca, address);

    assertThat(officer.runs("repository")).isEqualTo(69);
    assertThat(officer.sees())
        .singleElement()
        .asString()
        .startsWith("! keyferry: Nobody answers at " + address + ":");
  }

  @Test
  void somebodyElseAnswers() throws Exception {
    var stranger = FixtureCa.at(InstantSource.system().instant());
    try (var repository = ScriptedRepository.start(stranger)) {
      officer.hasAnIdentityOf(ca, repository.address());

      assertThat(officer.runs("repository")).isEqualTo(69);
      assertThat(officer.sees())
          .singleElement()
          .asString()
          .contains("is not the repository whose root was installed");
      assertThat(repository.heard()).isEmpty();
    }
  }

  @Test
  void theNameInTheCertificateMustBeTheOneThatWasAskedFor() throws Exception {
    try (var repository = ScriptedRepository.start(ca)) {
      var address = URI.create("https://127.0.0.1:" + repository.address().getPort());
      officer.hasAnIdentityOf(ca, address);

      assertThat(officer.runs("repository")).isEqualTo(69);
      assertThat(repository.heard()).isEmpty();
    }
  }

  @RepeatedTest(20) // the alert and the reset behind it race
  void theRepositoryDoesNotTakeTheCertificate() throws Exception {
    try (var repository = ScriptedRepository.start(ca)) {
      repository.takesNoOfficers();
      officer.hasAnIdentityOf(ca, repository.address());

      assertThat(officer.runs("repository")).isEqualTo(77);
      assertThat(officer.sees())
          .singleElement()
          .asString()
          .contains("does not take the officer's certificate");
    }
  }

  @Nested
  class WhenTheIdentityIsNotAsItWasInstalled {

    @BeforeEach
    void installed() throws Exception {
      officer.hasAnIdentityOf(ca, URI.create("https://localhost:1"));
    }

    @Test
    void aKeyThatOthersCanReadIsNotUsed() throws Exception {
      var key = home.resolve("identity/key.pem");
      Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

      assertThat(officer.runs("repository")).isEqualTo(77);
      assertThat(officer.sees())
          .singleElement()
          .asString()
          .startsWith(
              "! keyferry: Others can reach the key " + key + " (rw-r--r--): run chmod 600");
    }

    @Test
    void aKeyThatIsNoKeyIsNotUsed() throws Exception {
      Files.writeString(home.resolve("identity/key.pem"), "-----BEGIN PRIVATE KEY-----\n");

      assertThat(officer.runs("repository")).isEqualTo(77);
      assertThat(officer.sees()).singleElement().asString().contains("is not an EC key in PEM");
    }

    @Test
    void aCertificateThatIsCutShortIsNotUsed() throws Exception {
      Files.writeString(home.resolve("identity/certificate.pem"), "-----BEGIN CERT");

      assertThat(officer.runs("repository")).isEqualTo(77);
      assertThat(officer.sees()).singleElement().asString().contains("is not a certificate in PEM");
    }
  }
}
