package org.keyferry.agent.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.keyferry.agent.RealLabels.CERTIFICATE;
import static org.keyferry.agent.RealLabels.CONTENT;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.agent.RealLabels;
import org.keyferry.agent.disk.Label;
import org.keyferry.agent.disk.Labels;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.agent.disk.PathGuard;
import org.keyferry.protocol.bundle.SecretBytes;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.FixtureCa;

/// What takes the place of a file has its label, so that a confined server may read it.
class LabeledInstallationTest {

  private static final Version FIRST = new Version(1, 1);
  private static final Version SECOND = new Version(1, 2);
  private static final FixtureCa CA = FixtureCa.at(Instant.parse("2026-11-25T12:00:00Z"));
  private static final Rendering VERSIONED =
      new Rendering.Pem(
          new FileName("www.{version}.pem"), Rendering.Content.PAIR, Ownership.PRIVATE);

  @TempDir private Path directory;

  private Path switchFile;

  @SuppressWarnings("NullAway.Init") // set before each test
  LabeledInstallationTest() {}

  @BeforeEach
  void begin() {
    switchFile = directory.resolve("site/www");
  }

  @Nested
  class OnTheDisk {

    @BeforeEach
    void requireLabels() throws IOException {
      RealLabels.require(directory);
    }

    @Test
    void aFirstVersionHasWhatThePolicyGivesIt() throws Exception {
      install(FIRST, Labels.ON_DISK);

      assertThat(labelOf(switchFile)).isEmpty();
      assertThat(labelOf(directory.resolve("www/1.1"))).isEmpty();
      assertThat(labelOf(directory.resolve("www/1.1/key.pem"))).isEmpty();
    }

    @Test
    void theSwitchFileKeepsItsLabel() throws Exception {
      install(FIRST, Labels.ON_DISK);
      label(switchFile, CERTIFICATE);

      install(SECOND, Labels.ON_DISK);

      assertThat(labelOf(switchFile)).contains(CERTIFICATE);
    }

    @Test
    void soDoesOneThatSomebodyElseWrote() throws Exception {
      Files.createDirectories(directory.resolve("site"));
      Files.writeString(switchFile, "old pair");
      label(switchFile, CONTENT);

      install(FIRST, Labels.ON_DISK);

      assertThat(Files.readString(switchFile)).startsWith("-----BEGIN");
      assertThat(labelOf(switchFile)).contains(CONTENT);
    }

    @Test
    void aNewVersionHasTheLabelsOfTheOneInForceBefore() throws Exception {
      install(FIRST, Labels.ON_DISK);
      label(directory.resolve("www/1.1"), CONTENT);
      for (var name : List.of("key.pem", "chain.pem", "www.1.1.pem")) {
        label(directory.resolve("www/1.1").resolve(name), CERTIFICATE);
      }

      install(SECOND, Labels.ON_DISK);

      assertThat(labelOf(directory.resolve("www/1.2"))).contains(CONTENT);
      for (var name : List.of("key.pem", "chain.pem", "www.1.2.pem")) {
        assertThat(labelOf(directory.resolve("www/1.2").resolve(name)))
            .as(name)
            .contains(CERTIFICATE);
      }
      assertThat(labelOf(directory.resolve("www/1.2/fullchain.pem"))).isEmpty();
    }

    @Test
    void goingBackRestoresTheLabelThatWasThere() throws Exception {
      install(FIRST, Labels.ON_DISK);
      label(switchFile, CERTIFICATE);
      var installation = prepare(Labels.ON_DISK);
      stage(installation, SECOND);
      installation.switchTo(SECOND);
      label(switchFile, CONTENT); // somebody, meanwhile

      var afterACrash = prepare(Labels.ON_DISK);
      afterACrash.turnBack();
      afterACrash.returned();

      assertThat(labelOf(switchFile)).contains(CERTIFICATE);
      assertThat(afterACrash.isInForce(FIRST)).isTrue();
    }

    @Test
    void aFileThatIsRepairedKeepsItsLabel() throws Exception {
      install(FIRST, Labels.ON_DISK);
      var chain = directory.resolve("www/1.1/chain.pem");
      label(chain, CERTIFICATE);
      Files.writeString(chain, "damaged");

      stage(prepare(Labels.ON_DISK), FIRST);

      assertThat(Files.readString(chain)).isNotEqualTo("damaged");
      assertThat(labelOf(chain)).contains(CERTIFICATE);
    }
  }

  @Nested
  class WhenThePolicyRefuses {

    private final StrictPolicy policy = new StrictPolicy();

    @Test
    void whatIsInForceStaysAsItIs() throws Exception {
      install(FIRST, policy);
      var before = Files.readString(switchFile);
      policy.refuses();
      var installation = prepare(policy);

      assertThatThrownBy(() -> stage(installation, SECOND))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("not by this policy");

      assertThat(switchFile).hasContent(before);
      assertThat(installation.journal().confirmed()).contains(FIRST);
    }

    /// What a server read before counts more.
    @Test
    void goingBackGoesWithoutALabel() throws Exception {
      install(FIRST, policy);
      var before = Files.readString(switchFile);
      var installation = prepare(policy);
      stage(installation, SECOND);
      installation.switchTo(SECOND);
      policy.refuses();

      installation.turnBack();

      assertThat(switchFile).hasContent(before);
    }
  }

  @Test
  void theJournalRemembersALabel() {
    var ownership =
        new Ownership(
            Optional.of("root"), Optional.of("ssl-cert"), Ownership.keyPermissions("0640"));
    for (var label : List.of(Optional.of(CERTIFICATE), Optional.<Label>empty())) {
      var kept = new Previous.Kept(Optional.of(ownership.labeled(label)));

      assertThat(Previous.parse(kept.toWord())).isEqualTo(kept);
    }
    assertThat(new Previous.Kept(Optional.of(ownership.labeled(Optional.of(CERTIFICATE)))).toWord())
        .isEqualTo("KEPT:rw-r-----:root:ssl-cert:system_u:object_r:cert_t:s0");
  }

  private void install(Version version, Labels labels) throws Exception {
    var installation = prepare(labels);
    stage(installation, version);
    installation.switchTo(version);
    installation.settle();
  }

  private Installation prepare(Labels labels) throws IOException {
    return Installation.prepare(
        new Placement(
            directory.resolve("www"),
            switchFile,
            SwitchForm.COMBINED_PEM,
            Ownership.PRIVATE,
            List.of(VERSIONED)),
        PathGuard.ofThisProcess(),
        labels);
  }

  private static void stage(Installation installation, Version version) throws IOException {
    var key = FixtureCa.keyPair(KeyType.EC_P256);
    try (var secret = SecretBytes.takeOver(key.getPrivate().getEncoded())) {
      installation.stage(version, secret, CA.issue(key.getPublic(), "www.example.test"));
    }
  }

  private static void label(Path file, Label label) throws IOException {
    Labels.ON_DISK.give(file, label);
  }

  private static Optional<Label> labelOf(Path file) throws IOException {
    return Labels.ON_DISK.of(file);
  }

  /// Every file has one label, until nobody may give it any more.
  private static final class StrictPolicy implements Labels {

    private boolean refuses;

    void refuses() {
      refuses = true;
    }

    @Override
    public Optional<Label> of(Path file) {
      return Files.exists(file) ? Optional.of(CERTIFICATE) : Optional.empty();
    }

    @Override
    public void give(Path file, Label label) throws IOException {
      if (refuses) {
        throw new FileSystemException(file.toString(), null, "not by this policy");
      }
    }
  }
}
