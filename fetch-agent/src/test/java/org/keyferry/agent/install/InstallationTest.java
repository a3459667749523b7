package org.keyferry.agent.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.keyferry.agent.disk.Folder;
import org.keyferry.agent.disk.Ownership;
import org.keyferry.agent.disk.PathGuard;
import org.keyferry.protocol.bundle.SecretBytes;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.Root;

/// Versions come and go on the disk; the switch file names a complete pair at any time.
class InstallationTest {

  private static final Version FIRST = new Version(1, 1);
  private static final Version SECOND = new Version(1, 2);
  private static final FixtureCa CA = FixtureCa.at(Instant.parse("2026-11-25T12:00:00Z"));

  /// Of a user and, one more, of a group that no host names.
  private static final int NOBODYS_ID = 54_321;

  @TempDir private Path directory;

  static Stream<Arguments> forms() {
    var title = "# Written by keyferry-agent with every new version; do not edit.\n";
    return Stream.of(
        Arguments.of(
            SwitchForm.NGINX_SNIPPET,
            title + "ssl_certificate \"CHAIN\";\nssl_certificate_key \"KEY\";\n"),
        Arguments.of(
            SwitchForm.APACHE_SNIPPET,
            title + "SSLCertificateFile \"CHAIN\"\nSSLCertificateKeyFile \"KEY\"\n"),
        Arguments.of(SwitchForm.CADDY_SNIPPET, title + "tls \"CHAIN\" \"KEY\"\n"),
        Arguments.of(SwitchForm.DOVECOT_SNIPPET, title + "ssl_cert = <CHAIN\nssl_key = <KEY\n"),
        Arguments.of(SwitchForm.POINTER, "DIRECTORY\n"),
        Arguments.of(
            new SwitchForm.Naming("v={version} d={directory} k={key} f={fullchain}"),
            "v=1.1 d=DIRECTORY k=KEY f=CHAIN"),
        Arguments.of(SwitchForm.COMBINED_PEM, "PAIR"));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void theSwitchFileNamesOrHoldsThePair(SwitchForm form, String template) throws Exception {
    var installation = prepare(form);
    stage(installation, FIRST);
    installation.switchTo(FIRST);
    installation.settle();

    var version = directory.resolve("www/1.1");
    var expected =
        template
            .replace("KEY", version.resolve("key.pem").toString())
            .replace("CHAIN", version.resolve("fullchain.pem").toString())
            .replace("DIRECTORY", version.toString())
            .replace(
                "PAIR",
                Files.readString(version.resolve("key.pem"))
                    + Files.readString(version.resolve("fullchain.pem")));
    assertThat(directory.resolve("site/www")).hasContent(expected);
    assertThat(installation.isInForce(FIRST)).isTrue();
    assertThat(installation.journal()).isEqualTo(new Journal.Settled(FIRST, Optional.empty()));
  }

  @Test
  void keysAreForTheirOwnerAlone() throws Exception {
    var installation = prepare(SwitchForm.COMBINED_PEM);
    stage(installation, FIRST);
    installation.switchTo(FIRST);

    for (var file : new String[] {"www/1.1/key.pem", "www/1.1/fullchain.pem", "site/www"}) {
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(file))))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void theChainIsWhatTheCaSent() throws Exception {
    var key = FixtureCa.keyPair(KeyType.RSA_2048);
    var chain = CA.issue(key.getPublic(), "www.example.test");
    var installation = prepare(SwitchForm.POINTER);
    try (var secret = SecretBytes.takeOver(key.getPrivate().getEncoded())) {
      installation.stage(FIRST, secret, chain);
    }

    assertThat(directory.resolve("www/1.1/fullchain.pem")).hasContent(chain.toPem());
    assertThat(chain.toPem()).endsWith(Files.readString(directory.resolve("www/1.1/chain.pem")));
  }

  @Test
  void aPairThatDoesNotMatchIsNotStaged() throws Exception {
    var installation = prepare(SwitchForm.NGINX_SNIPPET);
    var chain = CA.issue(FixtureCa.keyPair(KeyType.EC_P256).getPublic(), "www.example.test");
    var otherKey = FixtureCa.keyPair(KeyType.EC_P256);

    try (var secret = SecretBytes.takeOver(otherKey.getPrivate().getEncoded())) {
      assertThatThrownBy(() -> installation.stage(FIRST, secret, chain))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("do not belong together");
    }
    assertThat(directory.resolve("site/www")).doesNotExist();
  }

  @Test
  void turningBackRestoresTheSwitchFile() throws Exception {
    var installation = prepare(SwitchForm.NGINX_SNIPPET);
    stage(installation, FIRST);
    installation.switchTo(FIRST);
    installation.settle();
    var before = Files.readString(directory.resolve("site/www"));
    var kept = new Previous.Kept(new Folder(directory.resolve("site")).ownershipOf("www"));

    stage(installation, SECOND);
    installation.switchTo(SECOND);
    installation.turnBack();

    assertThat(directory.resolve("site/www")).hasContent(before);
    assertThat(installation.journal())
        .isEqualTo(
            new Journal.Returning(
                new Journal.Settled(FIRST, Optional.empty()), SECOND, kept, Stage.SWITCH));
    installation.returned();
    assertThat(installation.journal()).isEqualTo(new Journal.Settled(FIRST, Optional.empty()));
  }

  @Test
  void aSwitchFileOfSomebodyElseIsRestoredToo() throws Exception {
    somebodysSwitchFile("rw-r--r--");
    var installation = prepare(SwitchForm.COMBINED_PEM, ownersAlone(Optional.empty()));
    stage(installation, FIRST);

    installation.switchTo(FIRST);
    assertThat(modeOfTheSwitchFile()).isEqualTo("rw-------");
    var afterACrash = prepare(SwitchForm.COMBINED_PEM, ownersAlone(Optional.empty()));
    afterACrash.turnBack();
    afterACrash.returned();

    assertThat(directory.resolve("site/www")).hasContent("old pair");
    assertThat(modeOfTheSwitchFile()).isEqualTo("rw-r--r--");
    assertThat(afterACrash.journal()).isEqualTo(new Journal.Empty());
  }

  @Test
  void aSwitchFileOfAnotherUserIsRestoredAsHis() throws Exception {
    assumeTrue(Root.isThisUser(), "only root gives files away");
    var file = somebodysSwitchFile("rw-r-----");
    Files.setAttribute(file, "unix:uid", NOBODYS_ID);
    Files.setAttribute(file, "unix:gid", NOBODYS_ID + 1);
    var installation = prepare(SwitchForm.COMBINED_PEM, ownersAlone(Optional.of("root")));
    stage(installation, FIRST);

    installation.switchTo(FIRST);
    assertThat(idsOf(file)).containsExactly(0, 0);
    installation.turnBack();

    assertThat(idsOf(file)).containsExactly(NOBODYS_ID, NOBODYS_ID + 1);
    assertThat(modeOfTheSwitchFile()).isEqualTo("rw-r-----");
  }

  /// What an agent of an earlier release left under way.
  @Test
  void aJournalThatDoesNotSayWhoseTheFileWasLeadsBackToo() throws Exception {
    somebodysSwitchFile("rw-r--r--");
    var installation = prepare(SwitchForm.COMBINED_PEM, ownersAlone(Optional.empty()));
    stage(installation, FIRST);
    installation.switchTo(FIRST);
    var journal = directory.resolve("www/.journal.json");
    var written = Files.readString(journal);
    var older = written.replaceAll("\"KEPT:[^\"]*\"", "\"KEPT\"");
    assertThat(older).isNotEqualTo(written);
    Files.writeString(journal, older);

    installation.turnBack();

    assertThat(directory.resolve("site/www")).hasContent("old pair");
    assertThat(modeOfTheSwitchFile()).isEqualTo("rw-------");
  }

  @Test
  void anExistingSwitchFileKeepsItsOwnerAndGroup() throws Exception {
    var file = somebodysSwitchFile("rw-------");
    var group = Root.isThisUser() ? OptionalInt.of(NOBODYS_ID + 1) : anotherGroupOfThisUser();
    assumeTrue(group.isPresent(), "this user has one group only");
    var owner = Root.isThisUser() ? NOBODYS_ID : idsOf(file).getFirst();
    Files.setAttribute(file, "unix:uid", owner);
    Files.setAttribute(file, "unix:gid", group.getAsInt());
    var installation = prepare(SwitchForm.COMBINED_PEM);
    stage(installation, FIRST);

    installation.switchTo(FIRST);

    assertThat(Files.readString(file)).startsWith("-----BEGIN");
    assertThat(idsOf(file)).containsExactly(owner, group.getAsInt());
  }

  @ParameterizedTest
  @CsvSource({
    "pem, rw-------, rw-------",
    "pem, rw-r-----, rw-r-----",
    "pem, r--r-----, r--r-----",
    "pem, rw-r--r--, rw-r-----", // others may not read a key
    "pem, rwxrwxrwx, rw-r-----",
    "snippet, rw-r-----, rw-r-----",
    "snippet, rw-rw-r--, rw-r--r--",
  })
  void anExistingSwitchFileKeepsItsModeAsFarAsThatIsSafe(String form, String before, String after)
      throws Exception {
    somebodysSwitchFile(before);
    var installation =
        prepare(form.equals("pem") ? SwitchForm.COMBINED_PEM : SwitchForm.NGINX_SNIPPET);
    stage(installation, FIRST);

    installation.switchTo(FIRST);

    assertThat(modeOfTheSwitchFile()).isEqualTo(after);
  }

  @Test
  void leftoversOfACrashGo() throws Exception {
    prepare(SwitchForm.NGINX_SNIPPET);
    Files.createDirectory(directory.resolve("www/.staging"));
    Files.writeString(directory.resolve("www/.staging/key.pem"), "half");
    Files.writeString(directory.resolve("site/.www.new"), "half");

    prepare(SwitchForm.NGINX_SNIPPET);

    assertThat(directory.resolve("www/.staging")).doesNotExist();
    assertThat(directory.resolve("site/.www.new")).doesNotExist();
  }

  @Test
  void aDirectoryThatOthersMayWriteToIsRefused() throws Exception {
    Files.createDirectory(directory.resolve("site"));
    Files.setPosixFilePermissions(
        directory.resolve("site"), PosixFilePermissions.fromString("rwxrwxr-x"));

    assertThatThrownBy(() -> prepare(SwitchForm.NGINX_SNIPPET))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(directory.resolve("site").toString())
        .hasMessageContaining("chmod go-w");
  }

  @Test
  void aLinkInThePlaceOfATemporaryFileIsNotFollowed() throws Exception {
    var installation = prepare(SwitchForm.NGINX_SNIPPET);
    var victim = Files.writeString(directory.resolve("victim"), "untouched");
    Files.createSymbolicLink(directory.resolve("site/.www.new"), victim);
    stage(installation, FIRST);

    installation.switchTo(FIRST);

    assertThat(victim).hasContent("untouched");
    assertThat(Files.isSymbolicLink(directory.resolve("site/www"))).isFalse();
  }

  @Test
  void aDamagedJournalStopsEverything() throws Exception {
    var installation = prepare(SwitchForm.NGINX_SNIPPET);
    Files.writeString(directory.resolve("www/.journal.json"), "{\"state\":\"settled\"");

    assertThatThrownBy(installation::journal)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is damaged");
  }

  private Installation prepare(SwitchForm form) throws IOException {
    return prepare(form, Ownership.PRIVATE);
  }

  private Installation prepare(SwitchForm form, Ownership ownership) throws IOException {
    return Installation.prepare(
        new Placement(directory.resolve("www"), directory.resolve("site/www"), form, ownership),
        PathGuard.ofThisProcess());
  }

  private static Ownership ownersAlone(Optional<String> owner) {
    return new Ownership(owner, owner, Ownership.keyPermissions("0600"));
  }

  private Path somebodysSwitchFile(String mode) throws IOException {
    Files.createDirectories(directory.resolve("site"));
    var file = Files.writeString(directory.resolve("site/www"), "old pair");
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private String modeOfTheSwitchFile() throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(directory.resolve("site/www")));
  }

  private static List<Integer> idsOf(Path file) throws IOException {
    var ids = Files.readAttributes(file, "unix:uid,gid");
    return List.of((Integer) ids.get("uid"), (Integer) ids.get("gid"));
  }

  private OptionalInt anotherGroupOfThisUser() throws IOException {
    var own = idsOf(directory).getLast();
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("Groups:"))
        .flatMap(line -> Stream.of(line.substring("Groups:".length()).strip().split(" ")))
        .filter(each -> !each.isEmpty())
        .mapToInt(Integer::parseInt)
        .filter(each -> each != own)
        .findFirst();
  }

  private static void stage(Installation installation, Version version) throws IOException {
    KeyPair key = FixtureCa.keyPair(KeyType.EC_P256);
    try (var secret = SecretBytes.takeOver(key.getPrivate().getEncoded())) {
      installation.stage(version, secret, CA.issue(key.getPublic(), "www.example.test"));
    }
  }
}
