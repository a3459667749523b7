package org.keyferry.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Security;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.jose4j.json.JsonUtil;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.keyferry.cryptoki.Cryptoki;
import org.keyferry.cryptoki.Template;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.RejectedStatement;
import org.keyferry.protocol.bundle.SealedKey;
import org.keyferry.protocol.bundle.SealedKeyOpener;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.SoftwareSealer;

/// What every PKCS#11 module must do for us.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class KeyCustodyContract {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
  private static final CertificateId WWW = certificate(1);
  private static final CertificateId MAIL = certificate(2);
  private static final SortedSet<Identifier> NAMES = names("www.example.test", "*.example.test");
  private static final Origin.Imported BROUGHT = new Origin.Imported("officer:alice", NOON);
  private static final KeyPair AGENT = FixtureCa.keyPair(KeyType.RSA_3072);
  private static final KeyPair OTHER_AGENT = FixtureCa.keyPair(KeyType.RSA_3072);

  @SuppressWarnings("NullAway.Init") // set before all tests
  protected Pkcs11KeyCustody custody;

  /// Of a fresh token, on which no key ceremony was held.
  abstract TokenSettings settings();

  @BeforeAll
  void holdTheCeremonyAndOpen() {
    Pkcs11KeyCustody.prepare(settings());
    custody = Pkcs11KeyCustody.open(settings());
  }

  @AfterAll
  void close() {
    custody.close();
  }

  @ParameterizedTest
  @EnumSource
  void aKeyGoesAllTheWay(KeyType type) throws Exception {
    var key = custody.generate(type, WWW, Version.first());

    assertThat(key.certificate()).isEqualTo(WWW);
    assertThat(key.version()).isEqualTo(Version.first());
    assertThat(key.type()).isEqualTo(type);
    assertThat(isSignedBy(key, custody.signRequest(key, NAMES))).isTrue();
    assertThat(opensTo(key, AGENT, seal(key, AGENT).getFirst())).isTrue();
  }

  @Test
  void aRequestHasExactlyTheNamesAndAnEmptySubject() throws Exception {
    var key = anyKey();

    var request = new PKCS10CertificationRequest(custody.signRequest(key, NAMES).toArray());

    assertThat(request.getSubject().getRDNs()).isEmpty();
    assertThat(request.getAttributes()).hasSize(1);
    assertThat(namesIn(request)).containsExactly("*.example.test", "www.example.test");
  }

  /// As iPAddress, of 4 octets or 16 (RFC 5280 §4.2.1.6).
  @Test
  void anAddressIsAskedForByItsOctets() throws Exception {
    var key = anyKey();
    var names = names("192.0.2.1", "2001:db8::1", "www.example.test");

    var request = new PKCS10CertificationRequest(custody.signRequest(key, names).toArray());

    assertThat(namesIn(request))
        .containsExactly("www.example.test", "#c0000201", "#20010db8000000000000000000000001");
  }

  @Test
  void aRequestWithoutNamesIsRefused() {
    var key = anyKey();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> custody.signRequest(key, new TreeSet<>()));
  }

  /// RFC 8555 §7.6: "the 'jwk' field MUST be the public key from the certificate".
  @ParameterizedTest
  @EnumSource
  void aKeySignsThatItsCertificateIsToBeRevoked(KeyType type) throws Exception {
    var before = objects();
    var key = custody.generate(type, WWW, Version.first());
    var certificate = certificateOf(key);

    var request = JsonUtil.parseJson(text(custody.signRevocation(key, revocationOf(certificate))));

    assertThat(request).containsOnlyKeys("protected", "payload", "signature");
    var statement = new JsonWebSignature();
    statement.setCompactSerialization(
        request.get("protected") + "." + request.get("payload") + "." + request.get("signature"));
    statement.setKey(SubjectPublicKeys.parse(key.subjectPublicKeyInfo(), type));
    assertThat(statement.verifySignature()).isTrue();
    assertThat(JsonUtil.parseJson(statement.getHeaders().getFullHeaderAsJsonString()))
        .containsOnlyKeys("alg", "jwk", "nonce", "url")
        .containsEntry("nonce", "a_nonce-1")
        .containsEntry("url", "https://ca.example/revoke");
    assertThat(statement.getHeaders().getPublicJwkHeaderValue("jwk", null).getPublicKey())
        .isEqualTo(SubjectPublicKeys.parse(key.subjectPublicKeyInfo(), type));
    assertThat(JsonUtil.parseJson(statement.getPayload()))
        .containsOnlyKeys("certificate", "reason")
        .containsEntry("reason", 1L)
        .containsEntry(
            "certificate",
            Base64.getUrlEncoder().withoutPadding().encodeToString(certificate.toArray()));
    assertThat(objects()).isSubsetOf(before);
  }

  @Test
  void aKeySignsForNoCertificateButItsOwn() throws Exception {
    var key = anyKey();
    var other = certificateOf(anyKey());

    assertThatExceptionOfType(CustodyFailure.KeyMismatch.class)
        .isThrownBy(() -> custody.signRevocation(key, revocationOf(other)));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> custody.signRevocation(key, revocationOf(Bytes.of(new byte[] {0x30, 0}))));
  }

  @Test
  void oneKeyIsSealedToManyAgentsAndEachOpensItsOwnAlone() throws Exception {
    var key = anyKey();

    var sealed = seal(key, AGENT, OTHER_AGENT);

    assertThat(sealed).hasSize(2);
    assertThat(opensTo(key, AGENT, sealed.get(0))).isTrue();
    assertThat(opensTo(key, OTHER_AGENT, sealed.get(1))).isTrue();
    assertThat(opensTo(key, OTHER_AGENT, sealed.get(0))).isFalse();
    assertThat(sealed.get(0).ciphertext()).isNotEqualTo(sealed.get(1).ciphertext());
  }

  @Test
  void noTwoSealingsAreAlike() {
    var key = anyKey();

    assertThat(seal(key, AGENT)).isNotEqualTo(seal(key, AGENT));
  }

  @Test
  void aWeakRecipientIsRefused() {
    var key = anyKey();
    var weak = FixtureCa.keyPair(KeyType.RSA_2048);

    assertThatExceptionOfType(CustodyFailure.RecipientRefused.class)
        .isThrownBy(() -> seal(key, weak))
        .withMessageContaining("2048 bits");
  }

  @Test
  void aKeyIsNotSealedForALeafWithAnotherKey() {
    var key = anyKey();
    var leaf = anyKey().subjectPublicKey();

    assertThatExceptionOfType(CustodyFailure.KeyMismatch.class)
        .isThrownBy(() -> custody.seal(key, leaf, List.of(publicKeyOf(AGENT))));
  }

  @ParameterizedTest
  @MethodSource("edits")
  void aRecordInWhichOneMemberWasEditedIsRefused(Edit edit) {
    var edited = edit.in(anyKey());

    assertIsRefused(edited);
  }

  @Test
  void everyOctetOfARecordCounts() {
    var key = anyKey();

    for (var at = 0; at < key.wrapped().length(); at++) {
      assertIsNotVerified(edited(key, flipped(key.wrapped(), at), key.binding()));
    }
    for (var at = 0; at < key.binding().length(); at++) {
      assertIsNotVerified(edited(key, key.wrapped(), flipped(key.binding(), at)));
    }
  }

  @Test
  void twoRecordsCannotExchangeTheirKeys() {
    var www = custody.generate(KeyType.EC_P256, WWW, Version.first());
    var mail = custody.generate(KeyType.EC_P256, MAIL, Version.first());

    assertIsRefused(edited(www, mail.wrapped(), www.binding()));
    assertIsRefused(edited(www, mail.wrapped(), mail.binding()));
    assertIsRefused(withCertificate(mail, WWW));
    assertIsRefused(withVersion(www, Version.first().next()));
  }

  @Test
  void nothingStaysOnTheToken() {
    var before = objects();

    var key = anyKey();
    custody.signRequest(key, NAMES);
    seal(key, AGENT, OTHER_AGENT);
    custody.verify(key);
    custody.check();

    assertThat(objects()).isEqualTo(before);
  }

  @Test
  void nothingStaysOnTheTokenWhenSealingFails() {
    var before = objects();
    var key = anyKey();

    assertThatIllegalStateException()
        .isThrownBy(() ->
            custody.seal(
                key, key.subjectPublicKey(), List.of(publicKeyOf(AGENT), new BrokenRecipient())))
        .withMessage("broken");

    assertThat(objects()).isEqualTo(before);
  }

  @Test
  void eightThreadsDoNotDisturbEachOther() throws Exception {
    var before = objects();
    Callable<Boolean> work =
        () -> {
          var fine = true;
          for (var round = 0; round < 8; round++) {
            var key = anyKey();
            fine &= isSignedBy(key, custody.signRequest(key, NAMES));
            fine &= opensTo(key, AGENT, seal(key, AGENT).getFirst());
          }
          return fine;
        };

    try (var threads = Executors.newFixedThreadPool(8)) {
      for (var result : threads.invokeAll(Collections.nCopies(8, work))) {
        assertThat(result.get()).isTrue();
      }
    }
    assertThat(objects()).isEqualTo(before);
  }

  @Test
  void theCeremonyHeldTwiceChangesNothing() {
    var key = anyKey();
    custody.close();

    Pkcs11KeyCustody.prepare(settings());
    custody = Pkcs11KeyCustody.open(settings());

    custody.verify(key);
    assertThat(seal(key, AGENT)).hasSize(1);
  }

  @Test
  void aTokenIsOpenOnce() {
    assertThatIllegalStateException().isThrownBy(() -> Pkcs11KeyCustody.open(settings()));
  }

  @Test
  void theCheckPasses() {
    custody.check();
  }

  @Test
  void anIdentityIsMadeOnce() throws Exception {
    assertThat(custody.identities().find("acme-account-once")).isEmpty();

    var made = custody.identities().findOrCreate("acme-account-once");
    var found = custody.identities().findOrCreate("acme-account-once");

    assertThat(found.publicKey()).isEqualTo(made.publicKey());
    assertThat(signs(found, made)).isTrue();
  }

  @Test
  void theKeyOfAnIdentityStaysOnTheToken() {
    var identity = custody.identities().findOrCreate("keyferry-root");

    assertThat(identity.privateKey().getEncoded()).isNull();
    assertThat(identity.privateKey().toString()).contains("token object", "unextractable");
  }

  @Test
  void anIdentityOutlivesTheLogin() throws Exception {
    var before = custody.identities().findOrCreate("keyferry-agent-ca");
    custody.close();

    custody = Pkcs11KeyCustody.open(settings());

    var after = custody.identities().find("keyferry-agent-ca").orElseThrow();
    assertThat(after.chain()).isEqualTo(before.chain());
    assertThat(signs(after, before)).isTrue();
  }

  @Test
  void theChainOfAnIdentityIsReplacedAgainAndAgain() throws Exception {
    var ca = FixtureCa.at(Instant.parse("2026-11-25T12:00:00Z"));
    var tls = custody.identities().findOrCreate("keyferry-tls");

    for (var name : List.of("first.example.test", "second.example.test")) {
      var chain = ca.issue(tls.publicKey(), name).certificates();
      custody.identities().replaceChain("keyferry-tls", chain);

      var found = custody.identities().find("keyferry-tls").orElseThrow();
      assertThat(found.chain()).isEqualTo(chain);
      assertThat(signs(found, tls)).isTrue();
    }
  }

  @Test
  void aChainForAnotherKeyIsRefused() {
    var ca = FixtureCa.at(Instant.parse("2026-11-25T12:00:00Z"));
    custody.identities().findOrCreate("keyferry-officer-ca");
    var chain =
        ca.issue(FixtureCa.keyPair(KeyType.EC_P256).getPublic(), "www.example.test").certificates();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> custody.identities().replaceChain("keyferry-officer-ca", chain));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> custody.identities().replaceChain("nobody", chain));
  }

  @Test
  void statementsAreSignedInTheFormOfJose() throws Exception {
    var identity = custody.identities().findOrCreate("keyferry-signing-1");
    var signer = new TokenStatementSigner(identity);

    var signature = signer.sign(new byte[] {1, 2, 3});

    var verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
    verifier.initVerify(identity.publicKey());
    verifier.update(new byte[] {1, 2, 3});
    assertThat(signature).hasSize(64);
    assertThat(verifier.verify(signature)).isTrue();
    assertThat(signer.keyId()).isEqualTo(Thumbprint.of(identity.publicKey().getEncoded()).value());
  }

  @Test
  void theProviderStandsLastAndIsGoneAfterwards() {
    assertThat(List.of(Security.getProviders()))
        .last()
        .satisfies(each -> assertThat(each.getName()).startsWith("SunPKCS11-keyferry"));
    custody.close();

    assertThat(Security.getProviders())
        .noneMatch(each -> each.getName().startsWith("SunPKCS11-keyferry"));
    custody = Pkcs11KeyCustody.open(settings());
  }

  @ParameterizedTest
  @EnumSource
  void aKeyThatWasMadeElsewhereIsTakenInAndGoesTheSameWay(KeyType type) throws Exception {
    var before = objects();
    var pair = FixtureCa.keyPair(type);

    var key = received(pair);

    assertThat(key.type()).isEqualTo(type);
    assertThat(key.certificate()).isEqualTo(WWW);
    assertThat(key.subjectPublicKeyInfo()).isEqualTo(publicKeyInfo(pair));
    assertThat(key.origin()).isEqualTo(BROUGHT);
    assertThat(isSignedBy(key, custody.signRequest(key, NAMES))).isTrue();
    assertThat(opensTo(key, AGENT, seal(key, AGENT).getFirst())).isTrue();
    assertThat(objects()).isSubsetOf(before);
  }

  @Test
  void whatTheTokenMadeWasNeverOutside() {
    assertThat(anyKey().origin()).isEqualTo(new Origin.Generated());
  }

  @Test
  void theHistoryOfAKeyCannotBeRewritten() {
    var brought = received(FixtureCa.keyPair(KeyType.EC_P256));

    assertIsRefused(withOrigin(brought, new Origin.Generated()));
    assertIsRefused(withOrigin(brought, new Origin.Imported("officer:mallory", BROUGHT.at())));
    assertIsRefused(
        withOrigin(brought, new Origin.Imported(BROUGHT.by(), BROUGHT.at().plusSeconds(1))));
    assertIsRefused(withOrigin(anyKey(), BROUGHT));
  }

  @Test
  void aKeyIsNotTakenInForTheCertificateOfAnother() {
    for (var type : List.of(KeyType.EC_P256, KeyType.RSA_2048)) {
      var sealed = offered(FixtureCa.keyPair(type));
      var other = publicKeyInfo(FixtureCa.keyPair(type));

      assertThatExceptionOfType(CustodyFailure.KeyRefused.class)
          .isThrownBy(() -> custody.receive(sealed, other, WWW, Version.first(), BROUGHT))
          .withMessageContaining("not the private key of the certificate");
    }
  }

  @Test
  void aKeyIsNotTakenInAsOneOfAnotherType() {
    var sealed = offered(FixtureCa.keyPair(KeyType.EC_P256));
    var other = publicKeyInfo(FixtureCa.keyPair(KeyType.RSA_2048));

    assertThatExceptionOfType(CustodyFailure.KeyRefused.class)
        .isThrownBy(() -> custody.receive(sealed, other, WWW, Version.first(), BROUGHT));
  }

  @Test
  void whatIsSealedToAnotherKeyOrAlteredIsNotTakenIn() {
    var pair = FixtureCa.keyPair(KeyType.EC_P256);
    var transport = custody.transportKey().transport();
    var astray = SoftwareSealer.using(transport).seal(pair.getPrivate(), AGENT.getPublic());
    var sealed = offered(pair);
    var before = objects();

    for (var altered :
        List.of(
            astray,
            new SealedKey(transport, flipped(sealed.encryptedKey(), 20), sealed.ciphertext()),
            new SealedKey(transport, sealed.encryptedKey(), flipped(sealed.ciphertext(), 20)),
            new SealedKey(transport, sealed.encryptedKey(), astray.ciphertext()))) {
      assertThatExceptionOfType(CustodyFailure.KeyRefused.class)
          .isThrownBy(
              () -> custody.receive(altered, publicKeyInfo(pair), WWW, Version.first(), BROUGHT))
          .withMessageContaining("not sealed to the transport key");
    }
    assertThat(objects()).isSubsetOf(before);
  }

  @Test
  void aKeyOfNoTypeThatIsKeptIsNotTakenIn() throws Exception {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp521r1"));
    var p521 = generator.generateKeyPair();
    generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(1024);
    var rsa1024 = generator.generateKeyPair();
    generator.initialize(new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F0));
    var cubic = generator.generateKeyPair();
    var ed25519 = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();

    for (var pair : List.of(p521, rsa1024, cubic, ed25519)) {
      assertThatExceptionOfType(CustodyFailure.KeyRefused.class)
          .isThrownBy(() -> received(pair))
          .withMessageContaining("none of [ec-p256, ec-p384, rsa-2048");
    }
  }

  @Test
  void theTransportKeyOutlivesTheLoginAndSaysWhatItTakes() {
    var before = custody.transportKey();
    custody.close();

    custody = Pkcs11KeyCustody.open(settings());

    assertThat(custody.transportKey()).isEqualTo(before);
    assertThat(before.label()).isEqualTo("keyferry-transport-1");
    assertThat(before.transport()).isEqualTo(custody.profile().transport());
  }

  static Stream<Edit> edits() {
    return Stream.of(
        new Edit("certificate", key -> withCertificate(key, MAIL)),
        new Edit("version", key -> withVersion(key, new Version(1, 2))),
        new Edit("epoch", key -> withVersion(key, new Version(2, 1))),
        new Edit("type", key -> with(key, KeyType.EC_P384, key.subjectPublicKeyInfo(), "-", 0)),
        new Edit(
            "subjectPublicKeyInfo",
            key -> with(key, key.type(), flipped(key.subjectPublicKeyInfo(), 40), "-", 0)),
        new Edit("wrapped", key -> edited(key, flipped(key.wrapped(), 7), key.binding())),
        new Edit(
            "wrapped, shorter",
            key ->
                edited(key, Bytes.of(Arrays.copyOf(key.wrapped().toArray(), 64)), key.binding())),
        new Edit(
            "kekLabel",
            key -> with(key, key.type(), key.subjectPublicKeyInfo(), "keyferry-record-1", 0)),
        new Edit("mechanism", key -> with(key, key.type(), key.subjectPublicKeyInfo(), "-", 1)),
        new Edit("binding", key -> edited(key, key.wrapped(), flipped(key.binding(), 0))),
        new Edit("binding, empty", key -> edited(key, key.wrapped(), Bytes.of(new byte[0]))));
  }

  protected final KeyRecord anyKey() {
    return custody.generate(KeyType.EC_P256, WWW, Version.first());
  }

  private KeyRecord received(KeyPair pair) {
    return custody.receive(offered(pair), publicKeyInfo(pair), WWW, Version.first(), BROUGHT);
  }

  /// As whoever brings a key seals it.
  private SealedKey offered(KeyPair pair) {
    var key = custody.transportKey();
    var recipient = SubjectPublicKeys.parse(key.subjectPublicKeyInfo(), KeyType.RSA_3072);
    return SoftwareSealer.using(key.transport()).seal(pair.getPrivate(), recipient);
  }

  private static Bytes publicKeyInfo(KeyPair pair) {
    return Bytes.of(pair.getPublic().getEncoded());
  }

  protected final List<SealedKey> seal(KeyRecord key, KeyPair... agents) {
    var recipients = Arrays.stream(agents).map(KeyCustodyContract::publicKeyOf).toList();
    return custody.seal(key, key.subjectPublicKey(), recipients);
  }

  /// The handles of all objects, in every session of this process and on the token.
  private List<Long> objects() {
    var module = Cryptoki.load(settings().module(), settings().moduleArguments());
    var slot =
        Arrays.stream(module.slots())
            .filter(each -> module.describe(each).label().equals(settings().tokenLabel()))
            .findFirst()
            .orElseThrow();
    try (var session = module.openSession(slot, 0)) {
      return new ArrayList<>(new TreeSet<>(session.all(Template.empty())));
    }
  }

  private void assertIsRefused(KeyRecord record) {
    assertIsNotVerified(record);
    assertThatExceptionOfType(CustodyFailure.TamperedRecord.class)
        .isThrownBy(() -> custody.signRequest(record, NAMES));
    assertThatExceptionOfType(CustodyFailure.TamperedRecord.class)
        .isThrownBy(() -> seal(record, AGENT));
    assertThatExceptionOfType(CustodyFailure.TamperedRecord.class)
        .isThrownBy(() -> custody.signRevocation(record, revocationOf(Bytes.of(new byte[0]))));
  }

  private void assertIsNotVerified(KeyRecord record) {
    assertThatExceptionOfType(CustodyFailure.TamperedRecord.class)
        .isThrownBy(() -> custody.verify(record));
  }

  private static Bytes certificateOf(KeyRecord key) throws Exception {
    var publicKey = SubjectPublicKeys.parse(key.subjectPublicKeyInfo(), key.type());
    var chain = FixtureCa.at(NOON).issue(publicKey, "www.example.test");
    return Bytes.of(chain.leaf().getEncoded());
  }

  private static RevocationStatement revocationOf(Bytes certificate) {
    return new RevocationStatement(
        URI.create("https://ca.example/revoke"),
        "a_nonce-1",
        certificate,
        RevocationReason.KEY_COMPROMISE);
  }

  private static String text(Bytes octets) {
    return new String(octets.toArray(), StandardCharsets.UTF_8);
  }

  private static boolean isSignedBy(KeyRecord key, Bytes request) throws Exception {
    var publicKey = SubjectPublicKeys.parse(key.subjectPublicKeyInfo(), key.type());
    return new PKCS10CertificationRequest(request.toArray())
        .isSignatureValid(new JcaContentVerifierProviderBuilder().build(publicKey));
  }

  /// As an agent does it.
  private static boolean opensTo(KeyRecord key, KeyPair agent, SealedKey sealed) {
    var expected = SubjectPublicKeys.parse(key.subjectPublicKeyInfo(), key.type());
    try (var opened = new SealedKeyOpener(agent.getPrivate()).open(sealed, expected)) {
      return opened.length() > 0;
    } catch (RejectedStatement refused) {
      return false;
    }
  }

  private static boolean signs(TokenIdentity identity, TokenIdentity verifying)
      throws GeneralSecurityException {
    var signer = Signature.getInstance("SHA256withECDSA");
    signer.initSign(identity.privateKey());
    signer.update(new byte[] {42});
    var verifier = Signature.getInstance("SHA256withECDSA");
    verifier.initVerify(verifying.publicKey());
    verifier.update(new byte[] {42});
    return verifier.verify(signer.sign());
  }

  private static List<String> namesIn(PKCS10CertificationRequest request) {
    var attribute = request.getAttributes(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest)[0];
    var extensions = Extensions.getInstance(attribute.getAttributeValues()[0]);
    assertThat(extensions.getExtensionOIDs()).containsExactly(Extension.subjectAlternativeName);
    return Arrays.stream(
            GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName).getNames())
        .map(each -> each.getName().toString())
        .toList();
  }

  private static KeyRecord edited(KeyRecord key, Bytes wrapped, Bytes binding) {
    return new KeyRecord(
        key.certificate(),
        key.version(),
        key.type(),
        key.subjectPublicKeyInfo(),
        wrapped,
        key.kekLabel(),
        key.mechanism(),
        key.origin(),
        binding);
  }

  private static KeyRecord withCertificate(KeyRecord key, CertificateId certificate) {
    return new KeyRecord(
        certificate,
        key.version(),
        key.type(),
        key.subjectPublicKeyInfo(),
        key.wrapped(),
        key.kekLabel(),
        key.mechanism(),
        key.origin(),
        key.binding());
  }

  private static KeyRecord withOrigin(KeyRecord key, Origin origin) {
    return new KeyRecord(
        key.certificate(),
        key.version(),
        key.type(),
        key.subjectPublicKeyInfo(),
        key.wrapped(),
        key.kekLabel(),
        key.mechanism(),
        origin,
        key.binding());
  }

  private static KeyRecord withVersion(KeyRecord key, Version version) {
    return new KeyRecord(
        key.certificate(),
        version,
        key.type(),
        key.subjectPublicKeyInfo(),
        key.wrapped(),
        key.kekLabel(),
        key.mechanism(),
        key.origin(),
        key.binding());
  }

  /// @param label `-` leaves it
  private static KeyRecord with(
      KeyRecord key, KeyType type, Bytes subjectPublicKeyInfo, String label, long more) {
    return new KeyRecord(
        key.certificate(),
        key.version(),
        type,
        subjectPublicKeyInfo,
        key.wrapped(),
        label.equals("-") ? key.kekLabel() : label,
        key.mechanism() + more,
        key.origin(),
        key.binding());
  }

  private static Bytes flipped(Bytes octets, int at) {
    var copy = octets.toArray();
    copy[at] ^= 1;
    return Bytes.of(copy);
  }

  private static RSAPublicKey publicKeyOf(KeyPair agent) {
    return (RSAPublicKey) agent.getPublic();
  }

  private static CertificateId certificate(long number) {
    return new CertificateId(new UUID(0, number));
  }

  private static SortedSet<Identifier> names(String... names) {
    var sorted = new TreeSet<Identifier>();
    Arrays.stream(names).map(Identifier::of).forEach(sorted::add);
    return sorted;
  }

  /// One way to edit a record.
  record Edit(String member, UnaryOperator<KeyRecord> edit) {

    KeyRecord in(KeyRecord key) {
      return edit.apply(key);
    }

    @Override
    public String toString() {
      return member;
    }
  }

  /// Fails when the private key has been unwrapped and sealed once already.
  private record BrokenRecipient() implements RSAPublicKey {

    @Override
    public BigInteger getModulus() {
      return BigInteger.TWO.pow(3071);
    }

    @Override
    public BigInteger getPublicExponent() {
      throw new IllegalStateException("broken");
    }

    @Override
    public String getAlgorithm() {
      return "RSA";
    }

    @Override
    public String getFormat() {
      return "none";
    }

    @Override
    public byte[] getEncoded() {
      return new byte[0];
    }
  }
}
