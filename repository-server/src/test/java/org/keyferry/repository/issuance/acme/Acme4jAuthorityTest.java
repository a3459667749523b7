package org.keyferry.repository.issuance.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.AriCertId;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.certificate.ChallengeType;
import org.keyferry.repository.certificate.Policy;
import org.keyferry.repository.certificate.Validity;
import org.keyferry.repository.custody.KeyReference;
import org.keyferry.repository.issuance.AcmeAuthority;
import org.keyferry.repository.issuance.AcmeAuthority.Status;
import org.keyferry.repository.issuance.AcmeFailure;
import org.keyferry.repository.issuance.CertificateSpec;
import org.keyferry.repository.issuance.Eventually;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.TurnableClock;
import org.keyferry.testkit.acme.AcmeTestCa;
import org.keyferry.testkit.acme.RenewalWindow;
import org.keyferry.testkit.acme.Trouble;

/// What is asked of a CA that has all of RFC 8555, RFC 9773 and profiles, and what is made of its
/// answers.
class Acme4jAuthorityTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String MAC_KEY =
      "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W";

  private final TurnableClock clock =
      TurnableClock.at(InstantSource.system().instant().truncatedTo(ChronoUnit.SECONDS));
  private final AnyAcmeConfig config = new AnyAcmeConfig();
  private final KeysInMemory keys = new KeysInMemory(FixtureCa.at(clock.instant()));
  private final AccountsInMemory accounts = new AccountsInMemory();
  private final PausesInMemory pauses = new PausesInMemory();
  private final Acme4jAuthority acme = replica();
  private AcmeTestCa ca = AcmeTestCa.settings().start(clock);

  @AfterEach
  void theCaCloses() {
    ca.close();
  }

  @Nested
  class AnOrder {

    @Test
    void namesTheProfileThatTheCaHas() {
      restart(AcmeTestCa.settings().profile("shortlived", Duration.ofHours(160)));

      var leaf = issued(order().profile("shortlived"));

      assertThat(ca.profiles()).containsExactly(Optional.of("shortlived"));
      assertThat(lifeOf(leaf)).isEqualTo(Duration.ofHours(160));
    }

    @Test
    void isPlacedWithoutAProfileThatTheCaHasNot() {
      issued(order().profile("shortlived"));

      assertThat(ca.profiles()).containsExactly(Optional.empty());
    }

    /// RFC 8738 §3, with its own example; the CA takes no other form.
    @Test
    void namesAddressesInTheirOneForm() {
      var spec = order().spec(Identifier.of("192.0.2.1"), Identifier.of("2001:db8::1"));

      var order = acme.place(authority(), spec, clock.instant()).order();

      assertThat(acme.authorizations(authority(), order, "http-01"))
          .extracting(AcmeAuthority.Authorization::name)
          .containsExactlyInAnyOrderElementsOf(spec.identifiers());
      assertThat(acme.authorizations(authority(), order, "http-01"))
          .allSatisfy(each -> assertThat(each.challenge()).isPresent())
          .allSatisfy(each -> assertThat(each.offered()).doesNotContain("dns-01"));
    }

    @Test
    void namesWhatItReplaces() {
      var first = issued(order());

      issued(order().replacing(first));

      assertThat(ca.replaces().getLast()).isEqualTo(AriCertId.of(first).map(AriCertId::value));
    }

    /// RFC 9773 §5: "Servers SHOULD check that the identified certificate has not already been
    /// marked as replaced" and answer alreadyReplaced.
    @Test
    void isPlacedWithoutAPredecessorThatWasReplacedBefore() {
      var first = issued(order());
      issued(order().replacing(first));

      issued(order().replacing(first));

      assertThat(ca.replaces()).hasSize(3).last().isEqualTo(Optional.empty());
    }

    @Test
    void isPlacedWithoutAPredecessorThatTheCaDoesNotKnow() {
      var stranger = FixtureCa.at(clock.instant()).issue(anyKeys().getPublic(), "www.example.org");

      issued(order().replacing(stranger.leaf()));

      assertThat(ca.replaces()).containsExactly(Optional.empty());
    }

    @Test
    void asksForTheLongestLifeThatIsWanted() {
      assertThat(lifeOf(issued(order().longest(Duration.ofDays(6)))))
          .isBetween(Duration.ofDays(5), Duration.ofDays(6));
    }

    @Test
    void keepsItsDateWhenThePredecessorIsWhatTheCaDoesNotTake() {
      var stranger = FixtureCa.at(clock.instant()).issue(anyKeys().getPublic(), "www.example.org");

      issued(order().longest(Duration.ofDays(6)).replacing(stranger.leaf()));

      assertThat(lifeOf(issued(order().longest(Duration.ofDays(6)))))
          .isBetween(Duration.ofDays(5), Duration.ofDays(6));
    }

    /// What a CA leaves out of an order that is done with is not needed any more, and a good
    /// certificate is not thrown away for a better chain that does not come.
    @Test
    void isCollectedFromACarelessCa() {
      restart(AcmeTestCa.settings().careless());
      var placement = acme.place(authority(), order().spec(), clock.instant());
      for (var each : acme.authorizations(authority(), placement.order(), "http-01")) {
        acme.announce(authority(), each.challenge().orElseThrow().url());
      }
      acme.finalizeOrder(authority(), placement.order(), request(order().names()));

      assertThat(acme.look(authority(), placement.order()).status()).isEqualTo(Status.VALID);
      var chain = acme.collect(authority(), placement.order(), Optional.of("Any Other Root"));

      assertThat(chain.leaf().getPublicKey()).isEqualTo(keys.leaf.getPublic());
      Eventually.becomes(PATIENCE, () -> ca.requests().count("/lost/"), count -> count == 1);
    }

    @Test
    void isRefusedForItsDateOnceAndNeverAgain() {
      restart(AcmeTestCa.settings().refusingNotAfter());

      issued(order().longest(Duration.ofDays(6)));
      issued(order().longest(Duration.ofDays(6)));

      assertThat(ca.requests().count("POST /new-order")).isEqualTo(3);
    }
  }

  @Nested
  class WhenTheCaAsksForAPause {

    @Test
    void noReplicaAsksBeforeItIsOver() {
      var other = replica();
      acme.termsOfService(authority());
      other.termsOfService(authority());
      ca.answersNext(Trouble.busy(Duration.ofMinutes(2)));
      assertThatThrownBy(() -> acme.place(authority(), order().spec(), clock.instant()))
          .isInstanceOf(AcmeFailure.Unavailable.class)
          .hasMessageContaining("busy (HTTP 503)");

      assertThatThrownBy(() -> acme.place(authority(), order().spec(), clock.instant()))
          .isInstanceOf(AcmeFailure.Paused.class);
      var told =
          catchThrowableOfType(
              AcmeFailure.Paused.class,
              () -> other.place(authority(), order().spec(), clock.instant()));
      clock.turnTo(told.until().minusMillis(1).minus(Duration.ofSeconds(12)));
      assertThatThrownBy(() -> replica().termsOfService(authority()))
          .isInstanceOf(AcmeFailure.Paused.class);
      clock.turnTo(told.until());

      issued(order());
      assertThat(ca.requests().early(Duration.ZERO)).isEmpty();
      assertThat(ca.requests().refusals()).isEqualTo(1);
    }

    @Test
    void aDateIsHeeded() {
      acme.termsOfService(authority());
      ca.answersNext(Trouble.busyUntilDate(Duration.ofMinutes(2)));
      assertThatThrownBy(() -> acme.termsOfService(authority()))
          .isInstanceOf(AcmeFailure.Unavailable.class);

      clock.turn(Duration.ofSeconds(110));
      assertThatThrownBy(() -> acme.termsOfService(authority()))
          .isInstanceOf(AcmeFailure.Paused.class);
      clock.turn(Duration.ofSeconds(11));

      assertThatCode(() -> acme.termsOfService(authority())).doesNotThrowAnyException();
    }

    @Test
    void anAbsurdOneIsCutShort() {
      acme.termsOfService(authority());
      ca.answersNext(Trouble.absurd(429, "99999999999999999999", Duration.ofDays(1)));
      assertThatThrownBy(() -> acme.termsOfService(authority()))
          .isInstanceOf(AcmeFailure.Unavailable.class);

      clock.turn(Duration.ofDays(1).minusMinutes(1));
      assertThatThrownBy(() -> acme.termsOfService(authority()))
          .isInstanceOf(AcmeFailure.Paused.class);
      clock.turn(Duration.ofMinutes(2));

      acme.termsOfService(authority());
      assertThat(ca.requests().early(Duration.ZERO)).isEmpty();
    }

    @Test
    void aLongOneIsHeeded() {
      acme.termsOfService(authority());
      ca.answersNext(Trouble.busyUntilDate(Duration.ofHours(20)));
      assertThatThrownBy(() -> acme.termsOfService(authority()))
          .isInstanceOf(AcmeFailure.Unavailable.class);

      clock.turn(Duration.ofHours(20).minusSeconds(1));
      assertThatThrownBy(() -> replica().termsOfService(authority()))
          .isInstanceOf(AcmeFailure.Paused.class);
      clock.turn(Duration.ofSeconds(2));

      acme.termsOfService(authority());
      assertThat(ca.requests().early(Duration.ZERO)).isEmpty();
    }

    @Test
    void theLongestThatIsBelievedCanBeSet() {
      config.longestPause = Duration.ofMinutes(10);
      acme.termsOfService(authority());
      ca.answersNext(Trouble.absurd(503, "3600", config.longestPause));
      assertThatThrownBy(() -> acme.termsOfService(authority()))
          .isInstanceOf(AcmeFailure.Unavailable.class);

      clock.turn(Duration.ofMinutes(11));

      assertThatCode(() -> acme.termsOfService(authority())).doesNotThrowAnyException();
    }

    @Test
    void aLongLimitOfOneOrderHoldsBackNoOthers() {
      var first = acme.place(authority(), order().spec(), clock.instant()).order();
      ca.answersNext(Trouble.rateLimited(Duration.ofHours(6)));
      assertThatThrownBy(() -> acme.look(authority(), first)).hasMessageContaining("rateLimited");

      assertThatThrownBy(() -> replica().look(authority(), first))
          .isInstanceOf(AcmeFailure.Paused.class)
          .hasMessageContaining("for this order");
      issued(order());
      clock.turn(Duration.ofHours(6).plusSeconds(1));
      assertThatCode(() -> acme.look(authority(), first)).doesNotThrowAnyException();
    }

    @Test
    void anOrderThatWasLookedAtIsNotAskedForAgainInTheSameMoment() {
      var order = acme.place(authority(), order().spec(), clock.instant()).order();
      acme.look(authority(), order);

      acme.authorizations(authority(), order, "http-01");

      Eventually.becomes(
          PATIENCE, () -> ca.requests().count("/authorization/"), count -> count == 1);
      assertThat(ca.requests().count(order.getPath())).isEqualTo(1);
    }

    @Test
    void aLimitThatIsOverSoonIsHeededByAll() {
      restart(AcmeTestCa.settings().limit(1, Duration.ofMinutes(10)));
      issued(order());

      assertThatThrownBy(() -> acme.place(authority(), order().spec(), clock.instant()))
          .hasMessageContaining("rateLimited");

      assertThatThrownBy(() -> replica().termsOfService(authority()))
          .isInstanceOf(AcmeFailure.Paused.class);
    }

    @Test
    void aLimitOfAQuarterOfAnHourIsOverSoon() {
      acme.termsOfService(authority());
      ca.answersNext(Trouble.rateLimited(Duration.ofMinutes(15)));
      assertThatThrownBy(() -> acme.termsOfService(authority()))
          .hasMessageContaining("rateLimited");

      assertThatThrownBy(() -> replica().termsOfService(authority()))
          .isInstanceOf(AcmeFailure.Paused.class);
    }

    @Test
    void aLongLimitOfSomeNamesHoldsBackNoOthers() {
      restart(AcmeTestCa.settings().limit(1, Duration.ofHours(30)));
      issued(order());
      assertThatThrownBy(() -> acme.place(authority(), order().spec(), clock.instant()))
          .hasMessageContaining("rateLimited");

      assertThatThrownBy(() -> replica().place(authority(), order().spec(), clock.instant()))
          .isInstanceOf(AcmeFailure.Paused.class)
          .hasMessageContaining("for these names");
      assertThatCode(() -> acme.termsOfService(authority())).doesNotThrowAnyException();
      clock.turn(Duration.ofHours(23));
      assertThatThrownBy(() -> acme.place(authority(), order().spec(), clock.instant()))
          .isInstanceOf(AcmeFailure.Paused.class);
    }
  }

  @Nested
  class RenewalInformation {

    @Test
    void isWhatTheCaSays() {
      var leaf = issued(order());
      var start = clock.instant().plus(Duration.ofDays(3));
      var why = URI.create("https://ca.example/incident");
      ca.moveWindow(leaf, new RenewalWindow(start, start.plusSeconds(60), Optional.of(why)));

      var information = acme.renewalInformation(authority(), leaf).orElseThrow();

      assertThat(information.start()).isEqualTo(start);
      assertThat(information.end()).isEqualTo(start.plusSeconds(60));
      assertThat(information.explanation()).contains(why);
      assertThat(information.retryAfter().orElseThrow())
          .isBetween(
              clock.instant().plus(Duration.ofHours(6)),
              clock.instant().plus(Duration.ofHours(6)).plusMillis(1));
    }

    @Test
    void isNotThereIfTheCaHasNone() {
      restart(AcmeTestCa.settings().withoutRenewalInfo());

      assertThat(acme.renewalInformation(authority(), issued(order()))).isEmpty();
    }

    /// RFC 9773 §4.2: a window that ends before it begins is invalid.
    @Test
    void isRefusedIfItMakesNoSense() {
      var leaf = issued(order());
      var now = clock.instant();
      ca.moveWindow(leaf, new RenewalWindow(now, now.minusSeconds(1), Optional.empty()));

      assertThatThrownBy(() -> acme.renewalInformation(authority(), leaf))
          .isInstanceOf(AcmeFailure.Unavailable.class);
    }
  }

  @Nested
  class TheAccount {

    @Test
    void revokesWithAReasonAndIsNotAnnoyedToDoItTwice() {
      var leaf = issued(order());

      acme.revoke(authority(), leaf, RevocationReason.SUPERSEDED);
      acme.revoke(authority(), leaf, RevocationReason.SUPERSEDED);

      assertThat(ca.revoked()).containsExactly(Map.entry(leaf.getSerialNumber().toString(16), 4));
    }

    @Test
    void getsAnotherKeyAndGoesOn() {
      issued(order());

      acme.changeAccountKey(authority());

      issued(order());
      assertThat(ca.accounts()).isEqualTo(1);
      assertThat(keys.identities).containsOnlyKeys("acme-account-ca", "acme-account-ca 2");
      assertThatCode(() -> replica().place(authority(), order().spec(), clock.instant()))
          .doesNotThrowAnyException();
    }

    @Test
    void isFoundAgainIfTheAnswerToAKeyChangeWasLost() {
      issued(order());
      accounts.losesTheNextKey = true;
      assertThatThrownBy(() -> acme.changeAccountKey(authority())).hasMessageContaining("ended");

      issued(order());

      assertThat(ca.accounts()).isEqualTo(1);
      assertThat(accounts.find(authority().name()).key()).isEqualTo(2);
      assertThat(accounts.find(authority().name()).nextKey()).isEmpty();
    }

    @Test
    void keepsItsKeyIfTheCaNeverHeardOfTheChange() {
      issued(order());
      accounts.beginKeyChange(authority().name());

      issued(order());

      assertThat(ca.accounts()).isEqualTo(1);
      acme.changeAccountKey(authority());
      assertThat(accounts.find(authority().name()).key()).isEqualTo(2);
    }

    @Test
    void keepsItsKeyIfTheCaRefusesAnother() {
      issued(order());
      accounts.beforeTheNextChange =
          () -> ca.answersNext(Trouble.refusal("urn:ietf:params:acme:error:badPublicKey"));

      assertThatThrownBy(() -> acme.changeAccountKey(authority())).isInstanceOf(AcmeFailure.class);

      assertThat(accounts.find(authority().name()).key()).isEqualTo(1);
      assertThat(accounts.find(authority().name()).nextKey()).isEmpty();
    }

    /// The CA may have changed it, and only its answer not have come through.
    @Test
    void mayHaveAnotherKeyIfNotTheCaRefusesIt() {
      issued(order());
      accounts.beforeTheNextChange =
          () -> ca.answersNext(Trouble.refusal("https://gateway.example/blocked"));

      assertThatThrownBy(() -> acme.changeAccountKey(authority())).isInstanceOf(AcmeFailure.class);

      assertThat(accounts.find(authority().name()).nextKey()).contains(2);
      issued(order());
      assertThat(accounts.find(authority().name()).key()).isEqualTo(1);
    }

    @Test
    void mayHaveAnotherKeyIfTheCaCannotBeAskedNow() {
      issued(order());
      accounts.beforeTheNextChange =
          () -> ca.answersNext(Trouble.rateLimited(Duration.ofSeconds(1)));

      assertThatThrownBy(() -> acme.changeAccountKey(authority()))
          .hasMessageContaining("rateLimited");

      assertThat(accounts.find(authority().name()).nextKey()).contains(2);
      clock.turn(Duration.ofSeconds(2));
      issued(order());
      acme.changeAccountKey(authority());
      assertThat(accounts.find(authority().name()).key()).isEqualTo(2);
    }

    /// Another replica changed the key and ended; the CA refuses what the key before it says.
    @Test
    void isFoundAgainIfTheChangeIsRefusedBecauseItWasMade() {
      issued(order());
      accounts.beforeTheNextChange =
          () -> {
            accounts.losesTheNextKey = true;
            assertThatThrownBy(() -> replica().changeAccountKey(authority()))
                .hasMessageContaining("ended");
          };

      assertThatThrownBy(() -> acme.changeAccountKey(authority()))
          .isInstanceOf(AcmeFailure.Unavailable.class)
          .hasMessageContaining("is getting another key");

      issued(order());
      assertThat(ca.accounts()).isEqualTo(1);
      assertThat(accounts.find(authority().name()).key()).isEqualTo(2);
      assertThat(accounts.find(authority().name()).nextKey()).isEmpty();
    }

    @Test
    void isDeactivatedAndFollowedByAnotherWithAnotherKey() {
      issued(order());

      acme.deactivateAccount(authority());

      assertThat(ca.deactivatedAccounts()).isEqualTo(1);
      issued(order());
      assertThat(ca.accounts()).isEqualTo(2);
      assertThat(keys.identities).hasSize(2);
    }

    @Test
    void waitsForAnOfficerWhenTheTermsChange() {
      issued(order());
      ca.changeTerms("https://ca.example/terms/2");

      assertThatThrownBy(() -> acme.place(authority(), order().spec(), clock.instant()))
          .isInstanceOf(AcmeFailure.Unavailable.class)
          .hasMessageContaining("https://ca.example/terms/2")
          .hasMessageContaining("keyferry cas accept-terms ca")
          .hasMessageContaining("https://ca.example/agree");
      acme.agreeToTerms(authority());

      issued(order());
    }

    @Test
    void isBoundToAnExternalOne(@TempDir Path directory) throws Exception {
      restart(AcmeTestCa.settings().externalAccount("kid-1", MAC_KEY));
      assertThatThrownBy(() -> acme.termsOfService(authority()))
          .isInstanceOf(AcmeFailure.Refused.class)
          .hasMessageContaining("externalAccountRequired");
      var file = Files.writeString(directory.resolve("mac"), MAC_KEY + "\n");
      config.externalAccounts.put("ca", new AnyAcmeConfig.AnyExternalAccount("kid-1", file));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      assertThatThrownBy(() -> acme.termsOfService(authority())).hasMessageContaining("0600");

      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      issued(order());

      assertThat(ca.externalAccounts()).containsExactly("kid-1");
    }
  }

  @Nested
  class TheKeyOfACertificate {

    private static final KeyReference KEY = new KeyReference(new UUID(0, 7));

    @Test
    void revokesWithoutAnAccountAndMakesNone() {
      var leaf = issued(order());
      acme.deactivateAccount(authority());

      revoke(leaf);
      revoke(leaf);

      assertThat(ca.revoked()).containsExactly(Map.entry(leaf.getSerialNumber().toString(16), 1));
      assertThat(ca.accounts()).as("the one that ordered").isEqualTo(1);
    }

    @Test
    void isRefusedForTheCertificateOfAnother() {
      issued(order());
      var stranger = FixtureCa.at(clock.instant()).issue(anyKeys().getPublic(), "www.example.org");

      assertThatThrownBy(() -> revoke(stranger.leaf()))
          .isInstanceOf(AcmeFailure.Refused.class)
          .hasMessageContaining("not issued here");
    }

    @Test
    void waitsAsLongAsTheCaSays() {
      var leaf = issued(order());
      acme.deactivateAccount(authority());
      ca.answersNext(Trouble.busy(Duration.ofMinutes(5)));
      assertThatThrownBy(() -> revoke(leaf)).isInstanceOf(AcmeFailure.Unavailable.class);

      assertThatThrownBy(() -> revoke(leaf)).isInstanceOf(AcmeFailure.Paused.class);
      clock.turn(Duration.ofMinutes(6));
      revoke(leaf);

      assertThat(ca.revoked()).hasSize(1);
    }

    private void revoke(X509Certificate leaf) {
      acme.revokeByKey(authority(), leaf, RevocationReason.KEY_COMPROMISE, KEY);
    }
  }

  private Acme4jAuthority replica() {
    return Replica.of(keys, accounts, pauses, config, clock);
  }

  private void restart(AcmeTestCa.Settings settings) {
    ca.close();
    ca = settings.start(clock);
  }

  private CertificateAuthority authority() {
    return new CertificateAuthority(
        new DisplayName("ca"), ca.directory(), List.of(), List.of(ca.httpsRoot()), List.of());
  }

  private X509Certificate issued(OrderDraft draft) {
    var placement = acme.place(authority(), draft.spec(), clock.instant());
    for (var each : acme.authorizations(authority(), placement.order(), "http-01")) {
      acme.announce(authority(), each.challenge().orElseThrow().url());
    }
    assertThat(acme.look(authority(), placement.order()).status()).isEqualTo(Status.READY);
    acme.finalizeOrder(authority(), placement.order(), request(draft.names()));
    return acme.collect(authority(), placement.order(), Optional.empty()).leaf();
  }

  private static OrderDraft order() {
    return new OrderDraft(Optional.empty(), Optional.empty(), Optional.empty());
  }

  private record OrderDraft(
      Optional<String> profile, Optional<AriCertId> replaces, Optional<Duration> longest) {

    OrderDraft profile(String name) {
      return new OrderDraft(Optional.of(name), replaces, longest);
    }

    OrderDraft replacing(X509Certificate leaf) {
      return new OrderDraft(profile, AriCertId.of(leaf), longest);
    }

    OrderDraft longest(Duration life) {
      return new OrderDraft(profile, replaces, Optional.of(life));
    }

    SortedSet<Identifier> names() {
      return new TreeSet<>(List.of(new DnsName("www.example.org")));
    }

    CertificateSpec spec() {
      return spec(new DnsName("www.example.org"));
    }

    CertificateSpec spec(Identifier... identifiers) {
      return new CertificateSpec(
          new CertificateId(new UUID(0, 1)),
          new Version(1, 1),
          new TreeSet<>(List.of(identifiers)),
          new Policy.Issuer(new DisplayName("ca"), profile),
          KeyType.EC_P256,
          ChallengeType.HTTP_01,
          longest.map(Validity::atMost).orElseGet(Validity::any),
          Optional.empty(),
          Set.of(),
          replaces);
    }
  }

  private Bytes request(SortedSet<Identifier> names) {
    try {
      var pair = keys.leaf;
      var extensions = new ExtensionsGenerator();
      extensions.addExtension(
          Extension.subjectAlternativeName,
          false,
          new GeneralNames(
              names.stream()
                  .map(each -> new GeneralName(GeneralName.dNSName, each.value()))
                  .toArray(GeneralName[]::new)));
      var builder = new JcaPKCS10CertificationRequestBuilder(new X500Name(""), pair.getPublic());
      builder.addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate());
      return Bytes.of(builder.build(signer).getEncoded());
    } catch (Exception failure) {
      throw new IllegalStateException("a request of a test", failure);
    }
  }

  private static KeyPair anyKeys() {
    return FixtureCa.keyPair(KeyType.EC_P256);
  }

  private static Duration lifeOf(X509Certificate leaf) {
    return Duration.between(leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant());
  }
}
