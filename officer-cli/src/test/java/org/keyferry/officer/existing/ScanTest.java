package org.keyferry.officer.existing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keyferry.officer.existing.Corpus.Site;
import org.keyferry.officer.existing.Finding.Pair;
import org.keyferry.officer.existing.Finding.Unusable;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.FixtureCa;

/// What is found in what other programs left.
class ScanTest {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final Passwords NONE = _ -> Optional.empty();

  private final FixtureCa ca = FixtureCa.at(NOW);

  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init") // set before each test
  private Corpus corpus;

  @BeforeEach
  void aDisk() {
    corpus = new Corpus(folder, ca);
  }

  @Test
  void whatCertbotHasInForceIsFoundAndNothingElse() throws Exception {
    var site = corpus.certbot("example.test", KeyType.EC_P256);

    assertIsFound(site, "example.test", Source.CERTBOT, onlyFindingIn("letsencrypt"));
    assertIsFound(site, "example.test", Source.CERTBOT, onlyFindingIn("letsencrypt/live"));
    assertIsFound(
        site, "example.test", Source.CERTBOT, onlyFindingIn("letsencrypt/live/example.test"));
  }

  @Test
  void whatAcmeShKeepsIsFoundWithBothKeysOfOneName() throws Exception {
    var rsa = corpus.acmeSh("example.test", KeyType.RSA_2048);
    var ec = corpus.acmeSh("example.test", KeyType.EC_P384);

    var found = pairsIn(".acme.sh");

    assertThat(found)
        .extracting(each -> each.chain().leaf())
        .containsExactlyInAnyOrder(rsa.chain().leaf(), ec.chain().leaf());
    assertThat(found).extracting(Pair::source).containsOnly(Source.ACME_SH);
    assertThat(found)
        .extracting(each -> each.name().value())
        .contains("example.test")
        .anyMatch(name -> name.matches("example\\.test-(ec-p384|rsa-2048)"));
  }

  @Test
  void whatLegoKeepsIsFoundAndTheAsteriskHasAName() throws Exception {
    var site = corpus.lego("_.example.test", "*.example.test", KeyType.EC_P256);

    assertIsFound(site, "wildcard.example.test", Source.LEGO, onlyFindingIn(".lego"));
  }

  @Test
  void whatCertWardenGivesIsFound() throws Exception {
    var archive = corpus.certWardenArchive("www", KeyType.EC_P256);
    var file = corpus.certWardenFile("mail", KeyType.EC_P384);
    var client = corpus.certWardenClient("client.example.test", KeyType.RSA_2048);

    assertIsFound(archive, "www", Source.CERT_WARDEN, onlyFindingIn("www.zip"));
    assertIsFound(file, "mail", Source.CERT_WARDEN, onlyFindingIn("certwarden"));
    assertIsFound(
        client, "client.example.test", Source.CERT_WARDEN, onlyFindingIn("certwarden-client"));
  }

  @Test
  void pkcs12OpensWithItsPasswordAlone() throws Exception {
    var site = corpus.pkcs12("www.p12", "secret", KeyType.EC_P256, "www.example.test");

    assertIsFound(
        site, "www", Source.PKCS12, only(scan(password("secret"), folder.resolve("www.p12"))));
    assertThat(reason(only(scan(password("wrong"), folder.resolve("www.p12")))))
        .contains("the password does not open it");
    assertThat(reason(onlyFindingIn("www.p12"))).contains("--password-file");
  }

  /// A certificate is called by its first name, or by its address if it has none.
  @Test
  void addressesStandBehindTheNames() throws Exception {
    var both = corpus.site(KeyType.EC_P256, "2001:db8::1", "www.example.test", "192.0.2.1");
    var address = corpus.site(KeyType.EC_P256, "192.0.2.1");
    corpus.pair("both/server", Corpus.pkcs8(both.key()), both.chain());
    corpus.pair("address/server", Corpus.pkcs8(address.key()), address.chain());

    var named = onlyFindingIn("both");
    var nameless = onlyFindingIn("address");

    assertIsFound(both, "www.example.test", Source.FILES, named);
    assertIsFound(address, "192.0.2.1", Source.FILES, nameless);
    assertThat(((Pair) named).identifiers())
        .containsExactly("www.example.test", "2001:db8::1", "192.0.2.1");
  }

  @ParameterizedTest
  @EnumSource(names = {"EC_P256", "EC_P384", "RSA_2048"})
  void everyTypeOfKeyIsReadInEveryForm(KeyType type) throws Exception {
    var site = corpus.site(type, "www.example.test");
    corpus.pair("pkcs8/www", Corpus.pkcs8(site.key()), site.chain());
    corpus.pair("traditional/www", Corpus.traditional(site.key()), site.chain());
    corpus.pair("encrypted/www", Corpus.encrypted(site.key(), "secret"), site.chain());

    for (var form : List.of("pkcs8", "traditional", "encrypted")) {
      assertIsFound(
          site, "www", Source.FILES, only(scan(password("secret"), folder.resolve(form))));
    }
  }

  @Test
  void aKeyThatIsEncryptedSaysWhatToDo() throws Exception {
    var site = corpus.site(KeyType.EC_P256, "www.example.test");
    corpus.pair("www", Corpus.encrypted(site.key(), "secret"), site.chain());

    assertThat(reason(onlyFindingIn("."))).contains("encrypted", "--password-file");
    assertThat(reason(only(scan(password("wrong"), folder)))).contains("does not open");
  }

  @Test
  void aKeyWithoutACertificateSaysWhatLiesThereInstead() throws Exception {
    var site = corpus.site(KeyType.EC_P256, "www.example.test");
    Corpus.write(folder.resolve("www.key"), Corpus.pkcs8(site.key()));
    assertThat(reason(onlyFindingIn("."))).isEqualTo("no certificate for this key lies beside it");

    Corpus.write(folder.resolve("www.crt"), Corpus.pem("CERTIFICATE", new byte[] {0x30, 0}));

    assertThat(reason(onlyFindingIn("."))).contains("one there is malformed: ");
  }

  @Test
  void aCertificateNeedNotBePem() throws Exception {
    var site = corpus.site(KeyType.EC_P256, "www.example.test");
    Corpus.write(folder.resolve("www.key"), Corpus.pkcs8(site.key()));
    Files.write(folder.resolve("www.cer"), site.chain().leaf().getEncoded());

    assertThat(pairsIn("."))
        .extracting(each -> each.chain().leaf())
        .containsExactly(site.chain().leaf());
  }

  @Test
  void namesThatAreTooLongStayDifferent() throws Exception {
    var name = "a".repeat(50) + ".longer.example.test";
    var _ = corpus.acmeSh(name, KeyType.RSA_2048);
    var _ = corpus.acmeSh(name, KeyType.EC_P256);

    assertThat(pairsIn(".acme.sh")).extracting(Pair::name).hasSize(2).doesNotHaveDuplicates();
  }

  @Test
  void anArchiveThatDoesNotOpenLeavesTheOthers() throws Exception {
    var site = corpus.site(KeyType.EC_P256, "www.example.test");
    corpus.pair("www", Corpus.pkcs8(site.key()), site.chain());
    var encrypted = new byte[64];
    System.arraycopy(new byte[] {'P', 'K', 3, 4, 20, 0, 1}, 0, encrypted, 0, 7);
    Files.write(folder.resolve("old.zip"), encrypted);

    var found = scan(NONE, folder);

    assertThat(found).hasSize(2).anyMatch(Pair.class::isInstance);
    assertThat(found)
        .filteredOn(Unusable.class::isInstance)
        .extracting(ScanTest::reason)
        .allMatch(reason -> reason.contains("encrypted or damaged"));
  }

  @Test
  void aCertificateOfACaIsNotOneOfAServer() throws Exception {
    Corpus.write(folder.resolve("ca.crt"), Corpus.pem("CERTIFICATE", ca.root().getEncoded()));
    Corpus.write(folder.resolve("ca.key"), Corpus.pkcs8(ca.rootKey()));

    assertThat(reason(onlyFindingIn("."))).contains("one of a CA (basicConstraints)");
  }

  @Test
  void aKeyThatOldOpenSslEncryptedSaysHowToRewriteIt() throws Exception {
    var site = corpus.site(KeyType.RSA_2048, "www.example.test");
    var key =
        Corpus.traditional(site.key())
            .replaceFirst("\n", "\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n");
    corpus.pair("www", key, site.chain());

    assertThat(reason(onlyFindingIn("."))).contains("openssl pkcs8 -topk8");
  }

  @Test
  void keysThatAreNotKeptAreNamedWithTheWayOut() throws Exception {
    var rsa = KeyPairGenerator.getInstance("RSA");
    rsa.initialize(1024);
    var p521 = KeyPairGenerator.getInstance("EC");
    p521.initialize(new ECGenParameterSpec("secp521r1"));
    var ed25519 = KeyPairGenerator.getInstance("Ed25519");
    for (var generator : List.of(rsa, p521, ed25519)) {
      var site = corpus.site(generator.generateKeyPair(), "www.example.test");
      corpus.pair(generator.getAlgorithm() + "/www", Corpus.pkcs8(site.key()), site.chain());
    }

    assertThat(scan(NONE, folder))
        .extracting(ScanTest::reason)
        .allSatisfy(reason -> assertThat(reason).contains("order a new certificate"))
        .anyMatch(reason -> reason.startsWith("RSA 1024 keys are not kept"))
        .anyMatch(reason -> reason.startsWith("EC P-521 keys are not kept"))
        .anyMatch(reason -> reason.startsWith("Ed"));
  }

  @Test
  void aCertificateThatExpiredIsNotOffered() throws Exception {
    var pair = FixtureCa.keyPair(KeyType.EC_P256);
    var chain = ca.issue(pair.getPublic(), Duration.ofDays(-1), "www.example.test");
    corpus.pair("www", Corpus.pkcs8(pair.getPrivate()), chain);

    assertThat(reason(onlyFindingIn("."))).contains("expired at 2026-11-24T12:00:00Z");
  }

  @Test
  void aKeyWithoutACertificateIsNamed() throws Exception {
    Corpus.write(
        folder.resolve("lonely.key"),
        Corpus.pkcs8(FixtureCa.keyPair(KeyType.EC_P256).getPrivate()));

    assertThat(reason(onlyFindingIn("."))).contains("no certificate for this key");
  }

  @Test
  void filesThatAreNamedBelongTogetherWhereverTheyAre() throws Exception {
    var site = corpus.site(KeyType.EC_P256, "www.example.test");
    var key = folder.resolve("private/server.key");
    var chain = folder.resolve("public/chain.pem");
    Corpus.write(key, Corpus.traditional(site.key()));
    Corpus.write(
        chain,
        site.chain().toPem() + new CertificateChain(List.of(ca.root())).toPem()); // and the root

    assertIsFound(
        site, "www.example.test", Source.FILES, only(Scan.of(List.of(key, chain), NONE, NOW)));
  }

  @Test
  void garbageIsNoFinding() throws Exception {
    Corpus.write(folder.resolve("a.pem"), "-----BEGIN \n-----BEGIN CERTIFICATE-----\nAAAA");
    Corpus.write(folder.resolve("b.pem"), Corpus.pem("CERTIFICATE", new byte[] {1, 2, 3}));
    Corpus.write(folder.resolve("c.pem"), "no PEM at all");
    Corpus.write(folder.resolve("d.crt"), "");
    Files.write(folder.resolve("e.zip"), new byte[] {'P', 'K', 3, 4, 0, 0});

    assertThat(scan(NONE, folder)).isEmpty();
  }

  @Test
  void whatIsInAFindingIsGoneWhenItIsClosed() throws Exception {
    corpus.lego("www.example.test", "www.example.test", KeyType.EC_P256);
    var pair = (Pair) onlyFindingIn(".lego");

    pair.close();

    assertThat(pair.toString()).doesNotContain("BEGIN");
    assertThatIllegalStateException().isThrownBy(() -> pair.key().lendTo(der -> der.length));
  }

  private void assertIsFound(Site site, String name, Source source, Finding finding) {
    assertThat(finding)
        .isInstanceOfSatisfying(
            Pair.class,
            pair -> {
              assertThat(pair.name()).isEqualTo(new DisplayName(name));
              assertThat(pair.source()).isEqualTo(source);
              assertThat(pair.chain()).isEqualTo(site.chain());
              assertThat(Matching.isPair(pair.key(), site.chain().leaf().getPublicKey())).isTrue();
            });
  }

  private static String reason(Finding finding) {
    return finding instanceof Unusable unusable ? unusable.reason() : "it was found: " + finding;
  }

  private List<Pair> pairsIn(String place) throws IOException {
    return scan(NONE, folder.resolve(place)).stream().map(Pair.class::cast).toList();
  }

  private Finding onlyFindingIn(String place) throws IOException {
    return only(scan(NONE, folder.resolve(place)));
  }

  private static Finding only(List<Finding> findings) {
    assertThat(findings).hasSize(1);
    return findings.getFirst();
  }

  private static List<Finding> scan(Passwords passwords, Path place) throws IOException {
    return Scan.of(List.of(place), passwords, NOW);
  }

  private static Passwords password(String password) {
    return _ -> Optional.of(password.toCharArray());
  }
}
