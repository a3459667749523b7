package org.keyferry.protocol.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;

class StatementValuesTest {

  @Nested
  class AVersion {

    @ParameterizedTest
    @ValueSource(strings = {"1.1", "1.42", "999999999.999999999999999999"})
    void isReadAsItIsWritten(String text) {
      assertThat(Version.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "1",
          "1.",
          ".1",
          "0.1",
          "1.0",
          "-1.1",
          "1.-1",
          "+1.1",
          "01.1",
          "1.01",
          "1.1.1",
          "1,1",
          " 1.1",
          "1.1 ",
          "1.1\n",
          "a.b",
          "1.1e3",
          "1000000000.1",
          "1.1000000000000000000",
          "1.9223372036854775807",
          "2147483648.1",
          "١.١"
        })
    void isNothingElse(String text) {
      assertThatIllegalArgumentException().isThrownBy(() -> Version.parse(text));
    }

    @Test
    void neverLeavesWhatCanBeWritten() {
      assertThatIllegalArgumentException().isThrownBy(() -> new Version(1_000_000_000, 1));
      assertThatIllegalArgumentException().isThrownBy(() -> new Version(1, Long.MAX_VALUE));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Version.parse("1.999999999999999999").next());
    }

    @ParameterizedTest
    @CsvSource({"1.2, 1.1", "1.10, 1.9", "2.1, 1.10", "10.1, 9.9"})
    void growsByNumberNotByText(String newer, String older) {
      assertThat(Version.parse(newer).isNewerThan(Version.parse(older))).isTrue();
      assertThat(Version.parse(older).isNewerThan(Version.parse(newer))).isFalse();
      assertThat(Version.parse(newer).isNewerThan(Version.parse(newer))).isFalse();
    }

    @Test
    void startsAtOne() {
      assertThat(Version.first()).hasToString("1.1");
      assertThat(Version.first().next()).hasToString("1.2");
    }
  }

  @Nested
  class AnId {

    @Test
    void isAUuidInLowerCase() {
      var text = "0198a7c0-0000-7000-8000-00000000abcd";

      assertThat(AgentId.parse(text)).hasToString(text);
      assertThat(CertificateId.parse(text)).hasToString(text);
      assertThat(RepositoryId.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "",
          "0198A7C0-0000-7000-8000-00000000ABCD",
          "198a7c0-0-7000-8000-abcd",
          "0198a7c0000070008000-00000000abcd",
          "{0198a7c0-0000-7000-8000-00000000abcd}",
          "urn:uuid:0198a7c0-0000-7000-8000-00000000abcd",
          "0198a7c0-0000-7000-8000-00000000abcd ",
          "0198a7c0-0000-7000-8000-00000000abcd0",
          "../../../etc/passwd"
        })
    void isNothingElse(String text) {
      assertThatIllegalArgumentException().isThrownBy(() -> AgentId.parse(text));
    }
  }

  @Nested
  class ASealedKey {

    @ParameterizedTest
    @CsvSource({"256, 24", "384, 80", "512, 2400", "1024, 8192"})
    void hasTheSizesOfKeys(int encryptedKey, int ciphertext) {
      assertThat(sealedKey(encryptedKey, ciphertext).ciphertext().length()).isEqualTo(ciphertext);
    }

    @ParameterizedTest
    @CsvSource({"0, 80", "255, 80", "1025, 80", "384, 0", "384, 16", "384, 81", "384, 8200"})
    void hasNoOther(int encryptedKey, int ciphertext) {
      assertThatIllegalArgumentException().isThrownBy(() -> sealedKey(encryptedKey, ciphertext));
    }

    @ParameterizedTest
    @EnumSource
    void namesItsTransportAsJoseDoes(KeyTransport transport) {
      assertThat(KeyTransport.ofJoseName(transport.joseName())).isEqualTo(transport);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "RSA1_5", "rsa-oaep", "RSA-OAEP-384", "RSA_OAEP", "dir", "A256KW"})
    void knowsNoOtherTransport(String name) {
      assertThatIllegalArgumentException().isThrownBy(() -> KeyTransport.ofJoseName(name));
    }

    private static SealedKey sealedKey(int encryptedKey, int ciphertext) {
      return new SealedKey(
          KeyTransport.RSA_OAEP, Bytes.of(new byte[encryptedKey]), Bytes.of(new byte[ciphertext]));
    }
  }

  @Nested
  class AManifest {

    @Test
    void isInTheOrderOfIds() {
      assertThat(manifest(entry(3, "c"), entry(1, "b"), entry(2, "a")).entries())
          .extracting(entry -> entry.name().value())
          .containsExactly("b", "a", "c");
    }

    @Test
    void namesEachCertificateOnce() {
      assertThatIllegalArgumentException().isThrownBy(() -> manifest(entry(1, "a"), entry(1, "b")));
      assertThatIllegalArgumentException().isThrownBy(() -> manifest(entry(1, "a"), entry(2, "a")));
    }

    @Test
    void findsByName() {
      var manifest = manifest(entry(1, "a"), entry(2, "b"));

      assertThat(manifest.named(new DisplayName("b"))).contains(entry(2, "b"));
      assertThat(manifest.named(new DisplayName("c"))).isEmpty();
    }

    @Test
    void knowsWholeSeconds() {
      assertThat(manifest().issuedAt()).isEqualTo(Instant.parse("2026-11-25T12:00:00Z"));
    }

    private static Manifest manifest(Manifest.Entry... entries) {
      var time = Instant.parse("2026-11-25T12:00:00.123456Z");
      return new Manifest(
          new RepositoryId(new UUID(0, 1)),
          new AgentId(new UUID(0, 2)),
          time,
          time,
          List.of(entries),
          new AuditCheckpoint(0, Thumbprint.of("")));
    }

    private static Manifest.Entry entry(int id, String name) {
      return new Manifest.Entry(
          new CertificateId(new UUID(0, id)),
          new DisplayName(name),
          Version.first(),
          Thumbprint.of(name));
    }
  }

  @Nested
  class ATrustedRepository {

    private final RepositoryId id = new RepositoryId(new UUID(0, 1));

    @Test
    void findsKeysByTheirThumbprint() throws GeneralSecurityException {
      var one = key("secp256r1");
      var two = key("secp256r1");

      var trusted = TrustedRepository.of(id, List.of(one, two, one));

      assertThat(trusted.signingKeys())
          .isEqualTo(
              Map.of(TrustedRepository.keyIdOf(one), one, TrustedRepository.keyIdOf(two), two));
      assertThat(TrustedRepository.ofEncoded(id, List.of(encoded(one), encoded(two))))
          .isEqualTo(trusted);
    }

    @Test
    void refusesAnotherCurveOrName() throws GeneralSecurityException {
      var p384 = key("secp384r1");
      var p256 = key("secp256r1");

      assertThatIllegalArgumentException()
          .isThrownBy(() -> TrustedRepository.of(id, List.of(p384)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new TrustedRepository(id, Map.of("first", p256)));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TrustedRepository.ofEncoded(id, List.of("AAAA")));
    }

    private static ECPublicKey key(String curve) throws GeneralSecurityException {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return (ECPublicKey) generator.generateKeyPair().getPublic();
    }

    private static String encoded(ECPublicKey key) {
      return Bytes.of(key.getEncoded()).toBase64Url();
    }
  }
}
