package org.keyferry.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.Bundle;
import org.keyferry.protocol.bundle.Manifest;
import org.keyferry.protocol.bundle.RejectedStatement;
import org.keyferry.protocol.bundle.RejectedStatement.Reason;
import org.keyferry.protocol.bundle.SealedKey;
import org.keyferry.protocol.bundle.SealedKeyOpener;
import org.keyferry.protocol.bundle.StatementReader;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.Thumbprint;

/// Whoever stands between repository and agent may change anything. Nothing of it is accepted.
class TamperingTest {

  private static final String BASE64URL =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  private static final KeyPair SEALING_KEY = FixtureCa.keyPair(KeyType.RSA_2048);
  private static final AgentId AGENT = FixtureRepository.agent(1);

  private final TurnableClock clock = TurnableClock.at("2026-11-25T12:00:00Z");
  private final FixtureRepository repository = FixtureRepository.at(clock);
  private final StatementReader reader =
      new StatementReader(repository.trusted(), AGENT, clock, StatementReader.CLOCK_TOLERANCE);
  private final Bundle bundle =
      repository.bundle(
          AGENT,
          SEALING_KEY.getPublic(),
          FixtureRepository.certificate(1),
          Version.first(),
          FixtureCa.keyPair(KeyType.EC_P256));
  private final String signed = repository.sign(bundle);
  private final Manifest.Entry entry = FixtureRepository.entry(bundle, signed);

  @Test
  void noAlteredBundleIsAccepted() {
    assertThat(accepts(signed)).as("the control").isTrue();

    var altered = everyBitFlipped(signed);
    altered.addAll(everyOctetElsewhere(signed));

    assertThat(altered).hasSizeGreaterThan(10 * signed.length());
    assertThat(altered).noneMatch(this::accepts);
  }

  /// Even if the manifest named the altered bundle, its signature would not hold.
  @Test
  void noAlteredBundleHasASignatureThatHolds() {
    assertThat(acceptsWithItsOwnDigest(signed)).as("the control").isTrue();

    assertThat(everyOctetFlipped(signed)).noneMatch(this::acceptsWithItsOwnDigest);
    assertThat(everyLetterAnother(signed))
        .hasSize(signed.length() - 2)
        .noneMatch(this::acceptsWithItsOwnDigest);
  }

  @Test
  void noAlteredManifestIsAccepted() {
    var manifest =
        repository.sign(repository.manifest(AGENT, FixtureRepository.checkpoint(7), entry));
    assertThat(acceptsManifest(manifest)).as("the control").isTrue();

    assertThat(everyOctetFlipped(manifest)).noneMatch(this::acceptsManifest);
    assertThat(everyLetterAnother(manifest)).noneMatch(this::acceptsManifest);
    assertThat(everyOctetElsewhere(manifest)).noneMatch(this::acceptsManifest);
  }

  @Test
  void noAlteredSealedKeyOpens() {
    var key = bundle.key();
    assertThat(opens(key)).as("the control").isTrue();

    var altered = new ArrayList<SealedKey>();
    for (var octets : flips(key.encryptedKey())) {
      altered.add(new SealedKey(key.transport(), octets, key.ciphertext()));
    }
    for (var octets : flips(key.ciphertext())) {
      altered.add(new SealedKey(key.transport(), key.encryptedKey(), octets));
    }

    assertThat(altered).hasSize(256 + 80).noneMatch(this::opens);
  }

  private static List<String> everyBitFlipped(String statement) {
    var altered = new ArrayList<String>();
    for (var at = 0; at < statement.length(); at++) {
      for (var bit = 0; bit < 8; bit++) {
        altered.add(replaced(statement, at, (char) (statement.charAt(at) ^ (1 << bit))));
      }
    }
    return altered;
  }

  private static List<String> everyOctetFlipped(String statement) {
    return IntStream.range(0, statement.length())
        .mapToObj(at -> replaced(statement, at, (char) (statement.charAt(at) ^ 0xff)))
        .toList();
  }

  /// Each letter of base64url becomes the next: the form stays right.
  private static List<String> everyLetterAnother(String statement) {
    return IntStream.range(0, statement.length())
        .filter(at -> statement.charAt(at) != '.')
        .mapToObj(at -> {
          var next = (BASE64URL.indexOf(statement.charAt(at)) + 1) % BASE64URL.length();
          return replaced(statement, at, BASE64URL.charAt(next));
        })
        .toList();
  }

  /// Each octet left out, said twice, or the last that came.
  private static List<String> everyOctetElsewhere(String statement) {
    var altered = new ArrayList<String>();
    for (var at = 0; at < statement.length(); at++) {
      altered.add(statement.substring(0, at));
      altered.add(statement.substring(0, at) + statement.substring(at + 1));
      altered.add(statement.substring(0, at + 1) + statement.substring(at));
    }
    altered.removeIf(statement::equals);
    return altered;
  }

  private static String replaced(String statement, int at, char letter) {
    return statement.substring(0, at) + letter + statement.substring(at + 1);
  }

  private static List<Bytes> flips(Bytes original) {
    var altered = new ArrayList<Bytes>();
    for (var at = 0; at < original.length(); at++) {
      var octets = original.toArray();
      octets[at] ^= (byte) (1 << (at % 8));
      altered.add(Bytes.of(octets));
    }
    return altered;
  }

  private boolean accepts(String text) {
    return accepts(text, entry, Reason.WRONG_DIGEST);
  }

  private boolean acceptsWithItsOwnDigest(String text) {
    return accepts(
        text,
        new Manifest.Entry(entry.certificate(), entry.name(), entry.version(), Thumbprint.of(text)),
        Reason.MALFORMED,
        Reason.HEADER_REFUSED,
        Reason.UNKNOWN_SIGNER,
        Reason.SIGNATURE_INVALID);
  }

  private boolean accepts(String text, Manifest.Entry expected, Reason... reasons) {
    try {
      reader.bundle(text, expected);
      return true;
    } catch (RejectedStatement refused) {
      assertThat(refused.reason()).isIn(Arrays.asList(reasons));
      return false;
    }
  }

  private boolean acceptsManifest(String text) {
    try {
      reader.manifest(text);
      return true;
    } catch (RejectedStatement refused) {
      return false;
    }
  }

  private boolean opens(SealedKey sealed) {
    try (var opened =
        new SealedKeyOpener(SEALING_KEY.getPrivate())
            .open(sealed, bundle.chain().leaf().getPublicKey())) {
      return opened.length() > 0;
    } catch (RejectedStatement refused) {
      assertThat(refused.reason()).isEqualTo(Reason.NOT_OPENABLE);
      return false;
    }
  }
}
