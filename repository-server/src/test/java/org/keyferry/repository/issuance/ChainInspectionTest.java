package org.keyferry.repository.issuance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.certificate.CertificateVersion;
import org.keyferry.repository.certificate.ChallengeType;
import org.keyferry.repository.certificate.Policy;
import org.keyferry.repository.certificate.Trait;
import org.keyferry.repository.certificate.Validity;
import org.keyferry.repository.custody.KeyReference;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.TurnableClock;

/// What a CA sends is published only if it is what was ordered, of whom it was ordered.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChainInspectionTest {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
  private static final CertificateId WWW =
      new CertificateId(UUID.fromString("0193a5c0-0000-7000-8000-00000000beef"));
  private static final String ROOT = "CN=Root";
  private static final String ISSUER = "CN=Issuer";
  private static final String OLD = "CN=Old Root";
  private static final String NO_CA = "CN=No Authority";
  private static final String NAME = "www.example.org";
  private static final BigInteger OTHER_SERIAL = BigInteger.valueOf(77);

  private final TurnableClock clock = TurnableClock.at(NOON);
  private final OneKey key = new OneKey();
  private final KeyPair rootKeys = FixtureCa.keyPair(KeyType.EC_P256);
  private final KeyPair issuerKeys = FixtureCa.keyPair(KeyType.EC_P256);
  private final KeyPair strangerKeys = FixtureCa.keyPair(KeyType.EC_P256);
  private final X509Certificate root = root(rootKeys).sign();
  private final X509Certificate issuer = issuer().sign();
  private final X509Certificate oldRoot =
      CertificateDraft.authority(OLD, OLD, strangerKeys.getPublic(), strangerKeys, NOON)
          .lives(days(-900), days(-1), NOON)
          .sign();
  private final X509Certificate noAuthority =
      CertificateDraft.authority(NO_CA, NO_CA, strangerKeys.getPublic(), strangerKeys, NOON)
          .constraints(new BasicConstraints(false))
          .sign();
  private KnownVersions versions = new KnownVersions();
  private CaClocks clocks = new CaClocks(clock);
  private Set<Trait> mustNot = Set.of();

  @BeforeEach
  void nothingIsPublished() {
    versions = new KnownVersions();
    clocks = new CaClocks(clock);
    mustNot = Set.of();
  }

  @Test
  void whatTheClockMayHaveDoneIsSaidWithTheTimeAtTheCa() {
    clocks.heard(ca().name(), NOON.plus(Duration.ofDays(1)));

    var early = refusal(leaf().lives(days(1), days(90), NOON));
    var late = refusal(leaf().lives(days(-90), days(-1), NOON));
    var other = refusal(leaf().serial(BigInteger.ZERO));

    assertThat(early.fault()).isEqualTo(ChainFault.NOT_YET_VALID);
    assertThat(early.sentence())
        .contains("the clock of the CA says 2026-11-26T12:00:00Z")
        .contains("that of the server says 2026-11-25T12:00:00Z: set the wrong one");
    assertThat(late.sentence()).contains("the clock of the CA says");
    assertThat(other.sentence()).doesNotContain("clock");
  }

  @Test
  void aClockThatTheCaAgreesWithIsNotBlamed() {
    clocks.heard(ca().name(), NOON.plusSeconds(200));

    assertThat(refusal(leaf().lives(days(1), days(90), NOON)).sentence())
        .doesNotContain("the clock of the CA says");
  }

  private Verdict.Refused refusal(CertificateDraft leaf) {
    return (Verdict.Refused) inspect(leaf.sign(), issuer);
  }

  @Test
  void whatWasOrderedIsAccepted() {
    assertThat(inspect(leaf().sign(), issuer)).isEqualTo(new Verdict.Accepted());
  }

  @Test
  void theRootMayBeSentAlong() {
    assertThat(inspect(leaf().sign(), issuer, root)).isEqualTo(new Verdict.Accepted());
  }

  @Test
  void aLeafThatARootSignsItselfIsAccepted() {
    assertThat(inspect(leafOf(ROOT, rootKeys).sign())).isEqualTo(new Verdict.Accepted());
  }

  @Test
  void aLeafWithoutACommonNameIsAccepted() {
    assertThat(inspect(leaf().subject("O=nobody").sign(), issuer))
        .isEqualTo(new Verdict.Accepted());
  }

  @Test
  void whatThePolicyForbidsAndIsNotThereIsNoMatter() {
    mustNot = EnumSet.allOf(Trait.class);

    assertThat(inspect(leaf().subject("O=nobody").sign(), issuer))
        .isEqualTo(new Verdict.Accepted());
  }

  @Test
  void aResponderIsAcceptedWherePolicyIsSilent() {
    assertThat(inspect(leaf().responder("http://ocsp.example/").sign(), issuer))
        .isEqualTo(new Verdict.Accepted());
  }

  @Test
  void aChainSignedWithRsaIsAccepted() {
    var rsa = FixtureCa.keyPair(KeyType.RSA_2048);
    var big = CertificateDraft.authority("CN=RSA", ROOT, rsa.getPublic(), rootKeys, NOON).sign();
    var leaf = leafOf("CN=RSA", rsa).signedBy("SHA256withRSA").sign();

    assertThat(inspect(leaf, big)).isEqualTo(new Verdict.Accepted());
  }

  @Test
  void aChainSignedWithRsaPssIsAccepted() {
    assertThat(inspect(signedWithPss("SHA256withRSAandMGF1").toArray(X509Certificate[]::new)))
        .isEqualTo(new Verdict.Accepted());
  }

  @Test
  void aNewerOneFollowsTheOneInForce() {
    publish(leaf().serial(OTHER_SERIAL).lives(days(-30), days(60), NOON).sign());

    assertThat(inspect(leaf().sign(), issuer)).isEqualTo(new Verdict.Accepted());
  }

  /// RFC 5280 §4.1.2.2: "It MUST be unique for each certificate issued by a given CA".
  @Test
  void theNumberThatAnotherIssuerGaveIsFree() {
    publish(leafOf(ROOT, rootKeys).lives(days(-30), days(60), NOON).sign(), root);

    assertThat(inspect(leaf().sign(), issuer)).isEqualTo(new Verdict.Accepted());
  }

  /// RFC 8738 §3. The common name is one that some CAs set.
  @Test
  void addressesThatWereOrderedAreAccepted() {
    var leaf = draft(ISSUER, key.pair.getPublic(), issuerKeys, NAME).subject("CN=192.0.2.1");
    leaf.name(GeneralName.iPAddress, "192.0.2.1").name(GeneralName.iPAddress, "2001:db8::1");

    assertThat(inspectFor(leaf, NAME, "192.0.2.1", "2001:db8::1"))
        .isEqualTo(new Verdict.Accepted());
  }

  @Test
  void anAddressThatWasOrderedMayNotBeMissing() {
    var leaf = draft(ISSUER, key.pair.getPublic(), issuerKeys, NAME);

    assertThat(faultFor(leaf, NAME, "192.0.2.1")).isEqualTo(ChainFault.NAME_MISSING);
  }

  @Test
  void anotherAddressIsNotTheOneThatWasOrdered() {
    var leaf = draft(ISSUER, key.pair.getPublic(), issuerKeys, NAME);
    leaf.name(GeneralName.iPAddress, "192.0.2.1").name(GeneralName.iPAddress, "192.0.2.2");

    assertThat(faultFor(leaf, NAME, "192.0.2.1")).isEqualTo(ChainFault.OTHER_IDENTIFIER);
  }

  /// Clients compare octets, so neither is good for a connection to the address.
  @Test
  void anAddressIsNoTextAndHasNoOtherOctets() {
    var asText = draft(ISSUER, key.pair.getPublic(), issuerKeys, NAME, "192.0.2.1");
    var mapped = draft(ISSUER, key.pair.getPublic(), issuerKeys, NAME);
    mapped.octets(GeneralName.iPAddress, "00000000000000000000ffffc0000201");

    assertThat(faultFor(asText, NAME, "192.0.2.1")).isEqualTo(ChainFault.NAME_MISSING);
    assertThat(faultFor(mapped, NAME, "192.0.2.1")).isEqualTo(ChainFault.OTHER_IDENTIFIER);
  }

  private Verdict inspectFor(CertificateDraft leaf, String... identifiers) {
    var spec = spec();
    return new ChainInspection(key, versions, clocks, clock)
        .inspect(
            new CertificateChain(List.of(leaf.sign(), issuer)),
            new CertificateSpec(
                spec.certificate(),
                spec.version(),
                Stream.of(identifiers)
                    .map(Identifier::of)
                    .collect(Collectors.toCollection(TreeSet::new)),
                spec.issuer(),
                spec.keyType(),
                spec.challenge(),
                spec.validity(),
                spec.preferredChain(),
                spec.mustNot(),
                spec.replaces()),
            OneKey.REFERENCE,
            ca());
  }

  private ChainFault faultFor(CertificateDraft leaf, String... identifiers) {
    return ((Verdict.Refused) inspectFor(leaf, identifiers)).fault();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rogues")
  void aRogueIsRefusedWithItsReason(Rogue rogue) {
    rogue.given().run();

    var verdict = inspect(rogue.chain().get().toArray(X509Certificate[]::new));

    assertThat(verdict).isInstanceOf(Verdict.Refused.class);
    assertThat(((Verdict.Refused) verdict).fault()).as(verdict.toString()).isEqualTo(rogue.fault());
  }

  @Test
  void eachFaultHasItsRogue() {
    assertThat(rogues().map(Rogue::fault).collect(Collectors.toSet()))
        .isEqualTo(EnumSet.allOf(ChainFault.class));
  }

  @Test
  void thereAreManyOfThem() {
    assertThat(rogues().map(Rogue::name).distinct().count())
        .isEqualTo(rogues().count())
        .isGreaterThanOrEqualTo(60);
  }

  /// The order ends, and what came is kept aside for the officers.
  @Test
  void noRogueIsPublished() {
    rogues()
        .forEach(rogue -> {
          nothingIsPublished();
          rogue.given().run();
          var before = versions.of(WWW);
          var chain = rogue.chain().get();
          var cas = new ScriptedCa().is(AcmeAuthority.Status.VALID);
          cas.issues(chain.toArray(X509Certificate[]::new));

          var step = engine(cas).advance(processing());

          assertThat(step).as(rogue.toString()).isInstanceOf(Step.Moved.class);
          var invalid = (Order.Invalid) ((Step.Moved) step).to();
          assertThat(invalid.rogue())
              .contains(new Order.Rogue(new CertificateChain(chain), rogue.fault()));
          assertThat(invalid.reason()).contains(rogue.fault().sentence());
          assertThat(versions.of(WWW)).isEqualTo(before);
        });
  }

  private OrderEngine engine(AcmeAuthority cas) {
    return new OrderEngine(
        SomeAuthorities.only(ca()),
        key,
        cas,
        new ChallengeResponder(new AnswersInMemory(), new SlowNameServer()),
        PreChecks.ofNamesAlone(new SlowNameServer()),
        FailOvers.alone(),
        FailOvers.none(TurnableClock.at(NOON)),
        FailOvers.noPauses(TurnableClock.at(NOON)),
        new ChainInspection(key, versions, clocks, clock),
        clocks,
        AnyPatience.withoutChance(),
        TurnableClock.at(NOON));
  }

  private Order.Processing processing() {
    return new Order.Planned(
            new OrderId(UUID.fromString("0193a5c0-0000-7000-8000-00000000abcd")), spec())
        .withKey(OneKey.REFERENCE)
        .placedAt(ScriptedCa.ORDER, NOON.plusSeconds(60))
        .authorized()
        .finalized();
  }

  @Test
  void aChainOfElevenIsNoChain() {
    var eleven = Stream.generate(() -> issuer).limit(11).toList();

    assertThatThrownBy(() -> new CertificateChain(eleven))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theSentenceQuotesWhatTheCertificateSaysAsUntrusted() {
    var verdict = inspect(leaf().name(GeneralName.rfc822Name, "\u001b[2J@example.org").sign());

    assertThat(((Verdict.Refused) verdict).sentence()).contains("\\u001b").doesNotContain("\u001b");
  }

  Stream<Rogue> rogues() {
    return Stream.of(
        rogue("for another key", ChainFault.OTHER_KEY, () -> leafFor(strangerKeys.getPublic())),
        rogue("X.509 version 1", ChainFault.OLD_FORMAT, () -> leaf().version1()),
        rogue("without names", ChainFault.NAMES_ABSENT, () -> leaf().noNames()),
        rogue(
            "with the name in the subject alone",
            ChainFault.NAMES_ABSENT,
            () -> leaf().noNames().subject("CN=" + NAME)),
        rogue(
            "with one name of two",
            ChainFault.NAME_MISSING,
            () -> draft(ISSUER, key.pair.getPublic(), issuerKeys, NAME)),
        rogue(
            "with a name that was not ordered",
            ChainFault.NAME_ADDED,
            () -> leaf().name(GeneralName.dNSName, "evil.example.net")),
        rogue(
            "with a wildcard that was not ordered",
            ChainFault.NAME_ADDED,
            () -> leaf().name(GeneralName.dNSName, "*.example.org")),
        rogue(
            "with a name that ends in a NUL and more",
            ChainFault.NAME_ADDED,
            () -> leaf().name(GeneralName.dNSName, NAME + "\0.evil.example.net")),
        rogue(
            "with an IP address",
            ChainFault.OTHER_IDENTIFIER,
            () -> leaf().name(GeneralName.iPAddress, "192.0.2.1")),
        rogue(
            "with a mail address",
            ChainFault.OTHER_IDENTIFIER,
            () -> leaf().name(GeneralName.rfc822Name, "root@example.org")),
        rogue(
            "with the common name of another",
            ChainFault.COMMON_NAME_FOREIGN,
            () -> leaf().subject("CN=evil.example.net")),
        rogue(
            "with a second common name",
            ChainFault.COMMON_NAME_FOREIGN,
            () -> leaf().subject("CN=" + NAME + ",CN=evil.example.net")),
        new Rogue(
            "with a common name that the policy forbids",
            ChainFault.COMMON_NAME_UNWANTED,
            () -> mustNot = Set.of(Trait.COMMON_NAME),
            () -> List.of(leaf().sign(), issuer)),
        new Rogue(
            "with the address of an OCSP responder that the policy forbids",
            ChainFault.OCSP_UNWANTED,
            () -> mustNot = Set.of(Trait.OCSP),
            () -> List.of(leaf().responder("http://ocsp.example/").sign(), issuer)),
        rogue("that must be stapled", ChainFault.MUST_BE_STAPLED, () -> leaf().mustBeStapled()),
        rogue(
            "that must be stapled by status_request_v2",
            ChainFault.MUST_BE_STAPLED,
            () -> leaf().raw(CertificateDraft.TLS_FEATURE, "3003020111")),
        rogue(
            "with a TLS feature that is no list",
            ChainFault.EXTENSION_MALFORMED,
            () -> leaf().raw(CertificateDraft.TLS_FEATURE, "020105")),
        rogue(
            "with a TLS feature that is no number",
            ChainFault.EXTENSION_MALFORMED,
            () -> leaf().raw(CertificateDraft.TLS_FEATURE, "30020500")),
        rogue(
            "with access to no information",
            ChainFault.EXTENSION_MALFORMED,
            () -> leaf().raw(Extension.authorityInfoAccess, "3000")),
        rogue(
            "with access to information nowhere",
            ChainFault.EXTENSION_MALFORMED,
            () -> leaf().raw(Extension.authorityInfoAccess, "300c300a06082b06010505073001")),
        rogue(
            "with access to information at a name in pieces",
            ChainFault.EXTENSION_MALFORMED,
            () ->
                leaf().raw(Extension.authorityInfoAccess, "3010300e06082b06010505073001a6020500")),
        rogue(
            "with a DNS name in pieces",
            ChainFault.NAMES_ABSENT,
            () -> leaf().noNames().raw(Extension.subjectAlternativeName, "3004a2020500")),
        rogue(
            "with a directory name of one octet",
            ChainFault.NAMES_ABSENT,
            () -> leaf().noNames().raw(Extension.subjectAlternativeName, "3003840141")),
        rogue(
            "valid from tomorrow",
            ChainFault.NOT_YET_VALID,
            () -> leaf().lives(days(1), days(90), NOON)),
        rogue(
            "expired yesterday", ChainFault.EXPIRED, () -> leaf().lives(days(-90), days(-1), NOON)),
        rogue(
            "valid for longer than the policy allows",
            ChainFault.LIVES_TOO_LONG,
            () -> leaf().lives(days(0), days(101), NOON)),
        rogue(
            "of a life that is nearly over",
            ChainFault.LIVES_TOO_SHORT,
            () -> leaf().lives(days(-80), days(10), NOON)),
        rogue("of a CA", ChainFault.IS_A_CA, () -> leaf().constraints(new BasicConstraints(true))),
        rogue(
            "of a key that may sign certificates",
            ChainFault.SIGNS_CERTIFICATES,
            () -> leaf().usage(KeyUsage.digitalSignature | KeyUsage.keyCertSign)),
        rogue(
            "of a key that may sign revocation lists",
            ChainFault.SIGNS_CERTIFICATES,
            () -> leaf().usage(KeyUsage.digitalSignature | KeyUsage.cRLSign)),
        rogue(
            "of a key that may only agree on keys",
            ChainFault.CANNOT_SIGN,
            () -> leaf().usage(KeyUsage.keyAgreement)),
        rogue("without a purpose", ChainFault.NOT_FOR_SERVERS, () -> leaf().purposes()),
        rogue(
            "for clients",
            ChainFault.NOT_FOR_SERVERS,
            () -> leaf().purposes(KeyPurposeId.id_kp_clientAuth)),
        rogue(
            "for any purpose",
            ChainFault.NOT_FOR_SERVERS,
            () -> leaf().purposes(KeyPurposeId.anyExtendedKeyUsage)),
        rogue(
            "with a critical extension that nobody knows",
            ChainFault.EXTENSION_UNKNOWN,
            () -> leaf().critical("1.3.6.1.4.1.99999.1")),
        rogue(
            "with the poison of certificate transparency",
            ChainFault.EXTENSION_UNKNOWN,
            () -> leaf().critical("1.3.6.1.4.1.11129.2.4.3")),
        rogue(
            "signed with SHA-1", ChainFault.WEAK_SIGNATURE, () -> leaf().signedBy("SHA1withECDSA")),
        rogueChain(
            "below an issuer that was signed with SHA-1",
            ChainFault.WEAK_SIGNATURE,
            () -> List.of(leaf().sign(), issuer().signedBy("SHA1withECDSA").sign())),
        rogueChain(
            "signed with RSASSA-PSS over SHA-1",
            ChainFault.WEAK_SIGNATURE,
            () -> signedWithPss("SHA1withRSAandMGF1")),
        rogueChain("below an issuer with a weak key", ChainFault.WEAK_KEY, this::belowAWeakKey),
        rogueChain("signed by itself", ChainFault.SELF_SIGNED, this::signedByItself),
        rogueChain("alone", ChainFault.ISSUER_MISSING, () -> List.of(leaf().sign())),
        rogueChain(
            "below a root that nobody named", ChainFault.ISSUER_MISSING, this::belowAStrangersRoot),
        rogueChain(
            "with another issuer behind it",
            ChainFault.ORDER_WRONG,
            () -> List.of(leaf().sign(), stranger().sign())),
        rogueChain(
            "with its chain upside down",
            ChainFault.ORDER_WRONG,
            () -> List.of(leaf().sign(), stranger().sign(), issuer)),
        rogueChain(
            "signed by another key of the same name",
            ChainFault.SIGNATURE_WRONG,
            () -> List.of(leafOf(ISSUER, strangerKeys).sign(), issuer)),
        rogueChain(
            "below an issuer that only bears the name of the root",
            ChainFault.SIGNATURE_WRONG,
            () ->
                List.of(
                    leaf().sign(),
                    CertificateDraft.authority(
                            ISSUER, ROOT, issuerKeys.getPublic(), strangerKeys, NOON)
                        .sign())),
        rogueChain(
            "issued by an end entity",
            ChainFault.ISSUER_NOT_A_CA,
            () -> List.of(leaf().sign(), issuer().constraints(new BasicConstraints(false)).sign())),
        rogueChain(
            "issued by what says nothing about being a CA",
            ChainFault.ISSUER_NOT_A_CA,
            () -> List.of(leaf().sign(), issuer().noConstraints().sign())),
        rogueChain(
            "issued by a CA whose key may not sign certificates",
            ChainFault.ISSUER_NOT_A_CA,
            () -> List.of(leaf().sign(), issuer().usage(KeyUsage.digitalSignature).sign())),
        rogueChain(
            "issued by an issuer that has expired",
            ChainFault.ISSUER_NOT_VALID,
            () -> List.of(leaf().sign(), issuer().lives(days(-900), days(-1), NOON).sign())),
        rogueChain(
            "below a root that has expired, and was left out",
            ChainFault.ISSUER_NOT_VALID,
            () -> List.of(leafOf(OLD, strangerKeys).sign())),
        rogueChain(
            "below a root that is no CA, and was left out",
            ChainFault.ISSUER_NOT_A_CA,
            () -> List.of(leafOf(NO_CA, strangerKeys).sign())),
        rogueChain(
            "issued by an issuer for other domains",
            ChainFault.ISSUER_CONSTRAINED,
            () -> List.of(leaf().sign(), issuer().onlyFor("example.net").sign())),
        rogueChain(
            "deeper than the issuer may go",
            ChainFault.ISSUER_CONSTRAINED,
            this::deeperThanAllowed),
        rogueChain(
            "with more behind the root",
            ChainFault.SURPLUS,
            () -> List.of(leaf().sign(), issuer, root, stranger().sign())),
        new Rogue(
            "older than the one in force",
            ChainFault.NOT_NEWER,
            () -> publish(leaf().serial(OTHER_SERIAL).sign()),
            () -> List.of(leaf().lives(days(-2), days(80), NOON).sign(), issuer)),
        new Rogue(
            "seen before",
            ChainFault.SERIAL_SEEN,
            () -> publish(leaf().sign()),
            () -> List.of(leaf().sign(), issuer)),
        rogue(
            "the one of another order",
            ChainFault.OTHER_KEY,
            () -> draft(ISSUER, strangerKeys.getPublic(), issuerKeys, "shop.example.net")),
        rogueChain(
            "with its issuer in the first place",
            ChainFault.OTHER_KEY,
            () -> List.of(issuer, leaf().sign())),
        rogue(
            "for other names alone",
            ChainFault.NAME_MISSING,
            () -> draft(ISSUER, key.pair.getPublic(), issuerKeys, "evil.example.net")),
        rogue(
            "with its names in capitals",
            ChainFault.NAME_MISSING,
            () ->
                draft(ISSUER, key.pair.getPublic(), issuerKeys, "WWW.EXAMPLE.ORG", "EXAMPLE.ORG")),
        rogue(
            "with a name that ends in a dot",
            ChainFault.NAME_ADDED,
            () -> leaf().name(GeneralName.dNSName, NAME + ".")),
        rogue(
            "with a name that begins with a dot",
            ChainFault.NAME_ADDED,
            () -> leaf().name(GeneralName.dNSName, ".example.org")),
        rogue(
            "with a wildcard over everything",
            ChainFault.NAME_ADDED,
            () -> leaf().name(GeneralName.dNSName, "*")),
        rogue(
            "with a look-alike in Punycode",
            ChainFault.NAME_ADDED,
            () -> leaf().name(GeneralName.dNSName, "www.xn--exmple-cua.org")),
        rogue(
            "with an IPv6 address",
            ChainFault.OTHER_IDENTIFIER,
            () -> leaf().name(GeneralName.iPAddress, "2001:db8::1")),
        rogue(
            "with a URI",
            ChainFault.OTHER_IDENTIFIER,
            () -> leaf().name(GeneralName.uniformResourceIdentifier, "spiffe://example.org/x")),
        rogue(
            "with a name of a directory",
            ChainFault.OTHER_IDENTIFIER,
            () -> leaf().name(GeneralName.directoryName, "CN=" + NAME)),
        rogue(
            "with a registered identifier",
            ChainFault.OTHER_IDENTIFIER,
            () -> leaf().name(GeneralName.registeredID, "1.2.3.4")),
        rogue(
            "with an address as its common name",
            ChainFault.COMMON_NAME_FOREIGN,
            () -> leaf().subject("CN=192.0.2.1")),
        rogue(
            "valid in ten years",
            ChainFault.NOT_YET_VALID,
            () -> leaf().lives(days(3650), days(3700), NOON)),
        rogue(
            "the one of last year again",
            ChainFault.EXPIRED,
            () -> leaf().lives(days(-400), days(-310), NOON)),
        rogue(
            "that ends before it begins",
            ChainFault.EXPIRED,
            () -> leaf().lives(days(-1), days(-2), NOON)),
        rogue(
            "valid for a thousand years",
            ChainFault.LIVES_TOO_LONG,
            () -> leaf().lives(days(0), days(365_000), NOON)),
        rogue(
            "valid for an hour",
            ChainFault.LIVES_TOO_BRIEFLY,
            () -> leaf().lives(days(0), Duration.ofHours(1), NOON)),
        rogue(
            "of a key that may only encipher",
            ChainFault.CANNOT_SIGN,
            () -> leaf().usage(KeyUsage.keyEncipherment)),
        rogue(
            "for code",
            ChainFault.NOT_FOR_SERVERS,
            () -> leaf().purposes(KeyPurposeId.id_kp_codeSigning)),
        rogue(
            "for answers about revocation",
            ChainFault.NOT_FOR_SERVERS,
            () -> leaf().purposes(KeyPurposeId.id_kp_OCSPSigning)),
        rogueChain(
            "signed with SHA-1 and RSA",
            ChainFault.WEAK_SIGNATURE,
            () -> signedWithPss("SHA1withRSA")),
        rogueChain(
            "with its issuer twice",
            ChainFault.ORDER_WRONG,
            () -> List.of(leaf().sign(), issuer, issuer)),
        rogueChain(
            "with itself twice",
            ChainFault.ORDER_WRONG,
            () -> List.of(leaf().sign(), leaf().sign(), issuer)),
        rogueChain(
            "without the issuer between it and the root",
            ChainFault.ORDER_WRONG,
            () -> List.of(leaf().sign(), root)),
        rogueChain("in a loop", ChainFault.ISSUER_MISSING, this::inALoop),
        rogueChain(
            "below an issuer whose issuer is missing",
            ChainFault.ISSUER_MISSING,
            () ->
                List.of(
                    leaf().sign(),
                    CertificateDraft.authority(
                            ISSUER, "CN=Missing", issuerKeys.getPublic(), strangerKeys, NOON)
                        .sign())),
        rogueChain(
            "that was altered on the way",
            ChainFault.SIGNATURE_WRONG,
            () -> List.of(altered(leaf().sign()), issuer)),
        rogueChain(
            "issued by an issuer that is not valid yet",
            ChainFault.ISSUER_NOT_VALID,
            () -> List.of(leaf().sign(), issuer().lives(days(1), days(900), NOON).sign())),
        rogueChain(
            "issued by an issuer with an extension that nobody knows",
            ChainFault.ISSUER_CONSTRAINED,
            () -> List.of(leaf().sign(), issuer().critical("1.3.6.1.4.1.99999.1").sign())),
        rogueChain(
            "with the root twice",
            ChainFault.SURPLUS,
            () -> List.of(leaf().sign(), issuer, root, root)),
        rogue(
            "with a negative serial number",
            ChainFault.SERIAL_MALFORMED,
            () -> leaf().serial(BigInteger.valueOf(-77))),
        rogue(
            "with a serial number of zero",
            ChainFault.SERIAL_MALFORMED,
            () -> leaf().serial(BigInteger.ZERO)),
        rogue(
            "with a serial number of 21 octets",
            ChainFault.SERIAL_MALFORMED,
            () -> leaf().serial(BigInteger.ONE.shiftLeft(161))));
  }

  private Verdict inspect(X509Certificate... chain) {
    return new ChainInspection(key, versions, clocks, clock)
        .inspect(new CertificateChain(Arrays.asList(chain)), spec(), OneKey.REFERENCE, ca());
  }

  private void publish(X509Certificate leaf) {
    publish(leaf, issuer);
  }

  private void publish(X509Certificate leaf, X509Certificate by) {
    versions.publish(
        new CertificateVersion(
            WWW,
            Version.first(),
            new CertificateChain(List.of(leaf, by)),
            new KeyReference(UUID.fromString("0193a5c0-0000-7000-8000-000000000002")),
            NOON));
  }

  private CertificateDraft leaf() {
    return leafFor(key.pair.getPublic());
  }

  private CertificateDraft leafFor(PublicKey subject) {
    return draft(ISSUER, subject, issuerKeys, NAME, "example.org");
  }

  private CertificateDraft leafOf(String issuerName, KeyPair signer) {
    return draft(issuerName, key.pair.getPublic(), signer, NAME, "example.org");
  }

  private static CertificateDraft draft(
      String issuerName, PublicKey subject, KeyPair signer, String... names) {
    return CertificateDraft.leaf(issuerName, subject, signer, NOON, names);
  }

  private CertificateDraft issuer() {
    return CertificateDraft.authority(ISSUER, ROOT, issuerKeys.getPublic(), rootKeys, NOON);
  }

  private CertificateDraft stranger() {
    return CertificateDraft.authority(
        "CN=Stranger", "CN=Stranger", strangerKeys.getPublic(), strangerKeys, NOON);
  }

  private static CertificateDraft root(KeyPair keys) {
    return CertificateDraft.authority(ROOT, ROOT, keys.getPublic(), keys, NOON);
  }

  private List<X509Certificate> signedByItself() {
    return List.of(
        CertificateDraft.leaf(
                "CN=" + NAME, key.pair.getPublic(), key.pair, NOON, NAME, "example.org")
            .sign());
  }

  private List<X509Certificate> belowAStrangersRoot() {
    return List.of(leafOf("CN=Stranger", strangerKeys).sign(), stranger().sign());
  }

  private List<X509Certificate> belowAWeakKey() {
    var weak = weakKeys();
    var authority =
        CertificateDraft.authority("CN=Weak", ROOT, weak.getPublic(), rootKeys, NOON).sign();
    return List.of(leafOf("CN=Weak", weak).signedBy("SHA256withRSA").sign(), authority);
  }

  private List<X509Certificate> signedWithPss(String algorithm) {
    var rsa = FixtureCa.keyPair(KeyType.RSA_2048);
    var authority =
        CertificateDraft.authority("CN=RSA", ROOT, rsa.getPublic(), rootKeys, NOON).sign();
    return List.of(leafOf("CN=RSA", rsa).signedBy(algorithm).sign(), authority);
  }

  private List<X509Certificate> deeperThanAllowed() {
    var middle = issuer().constraints(new BasicConstraints(0)).sign();
    var below =
        CertificateDraft.authority("CN=Below", ISSUER, strangerKeys.getPublic(), issuerKeys, NOON)
            .sign();
    return List.of(leafOf("CN=Below", strangerKeys).sign(), below, middle);
  }

  private List<X509Certificate> inALoop() {
    var one = FixtureCa.keyPair(KeyType.EC_P256);
    var other = FixtureCa.keyPair(KeyType.EC_P256);
    return List.of(
        leafOf("CN=One", one).sign(),
        CertificateDraft.authority("CN=One", "CN=Other", one.getPublic(), other, NOON).sign(),
        CertificateDraft.authority("CN=Other", "CN=One", other.getPublic(), one, NOON).sign());
  }

  /// Another octet in its serial number, under the same signature.
  private static X509Certificate altered(X509Certificate certificate) {
    try {
      var der = certificate.getEncoded();
      var serial = certificate.getSerialNumber().toByteArray();
      var at = Collections.indexOfSubList(boxed(der), boxed(serial));
      der[at + serial.length - 1] ^= 2;
      return CertificateChain.ofDer(List.of(Bytes.of(der))).leaf();
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static List<Byte> boxed(byte[] octets) {
    var list = new ArrayList<Byte>();
    for (var each : octets) {
      list.add(each);
    }
    return list;
  }

  private static KeyPair weakKeys() {
    try {
      var generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(1024);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private CertificateSpec spec() {
    return new CertificateSpec(
        WWW,
        new Version(1, 2),
        new TreeSet<>(List.of(new DnsName(NAME), new DnsName("example.org"))),
        new Policy.Issuer(new DisplayName("ca"), Optional.empty()),
        KeyType.EC_P256,
        ChallengeType.HTTP_01,
        new Validity(
            Optional.of(days(2)),
            Optional.of(days(100)),
            Optional.empty(),
            Validity.Otherwise.REFUSE),
        Optional.empty(),
        mustNot,
        Optional.empty());
  }

  private CertificateAuthority ca() {
    return new CertificateAuthority(
        new DisplayName("ca"),
        URI.create("https://ca.example/dir"),
        List.of(),
        List.of(),
        List.of(root, oldRoot, noAuthority));
  }

  private static Duration days(int number) {
    return Duration.ofDays(number);
  }

  private Rogue rogue(String name, ChainFault fault, Supplier<CertificateDraft> leaf) {
    return rogueChain(name, fault, () -> List.of(leaf.get().sign(), issuer));
  }

  private static Rogue rogueChain(
      String name, ChainFault fault, Supplier<List<X509Certificate>> chain) {
    return new Rogue(name, fault, () -> {}, chain);
  }

  /// A chain that no CA should send, and what is wrong with it.
  record Rogue(
      String name, ChainFault fault, Runnable given, Supplier<List<X509Certificate>> chain) {

    @Override
    public String toString() {
      return name + ": " + fault;
    }
  }
}
