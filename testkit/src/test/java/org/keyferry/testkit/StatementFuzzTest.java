package org.keyferry.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.Bundle;
import org.keyferry.protocol.bundle.Manifest;
import org.keyferry.protocol.bundle.RejectedStatement;
import org.keyferry.protocol.bundle.RejectedStatement.Reason;
import org.keyferry.protocol.bundle.StatementReader;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.Thumbprint;

/// Payloads that a careless or compromised signer signs: read as they stand, or refused with a
/// reason; no other failure, whatever they hold.
class StatementFuzzTest {

  private static final int ROUNDS = 400;
  private static final AgentId AGENT = FixtureRepository.agent(1);
  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "\\",
          "null",
          "true",
          "1e999",
          "-0",
          "0.5",
          "\\u0000",
          "99999999999999999999",
          "\"x\":1",
          "{}",
          "[[[[",
          "\n",
          "\u0000",
          "é",
          "/*",
          "NaN",
          "'");

  private final TurnableClock clock = TurnableClock.at("2026-11-25T12:00:00Z");
  private final FixtureRepository repository = FixtureRepository.at(clock);
  private final StatementReader reader =
      new StatementReader(repository.trusted(), AGENT, clock, StatementReader.CLOCK_TOLERANCE);
  private final Bundle bundle =
      repository.bundle(
          AGENT,
          ThrowAwayKeys.in(SpecificationVectors.directory()).pair("sealing-1").getPublic(),
          FixtureRepository.certificate(1),
          Version.first(),
          FixtureCa.keyPair(KeyType.EC_P256));

  @ParameterizedTest
  @ValueSource(longs = {1, 2026})
  void aBundleIsReadAsItStandsOrRefused(long seed) {
    var random = new Random(seed);
    var good = payloadOf(repository.sign(bundle));

    for (var round = 0; round < ROUNDS; round++) {
      var payload = mutated(good, random);
      var signed = repository.sign(Bundle.TYPE, payload);
      try {
        assertThat(payloadOf(repository.sign(reader.bundle(signed, entryOf(signed)))))
            .isEqualTo(payload);
      } catch (RejectedStatement refused) {
        assertThat(refused.getMessage()).isNotBlank();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 4711})
  void aManifestIsReadAsItStandsOrRefused(long seed) {
    var random = new Random(seed);
    var manifest =
        repository.manifest(
            AGENT, FixtureRepository.checkpoint(7), entryOf(repository.sign(bundle)));
    var good = payloadOf(repository.sign(manifest));

    for (var round = 0; round < ROUNDS; round++) {
      var payload = mutated(good, random);
      try {
        var read = reader.manifest(repository.sign(Manifest.TYPE, payload));
        assertThat(payloadOf(repository.sign(read))).isEqualTo(payload);
      } catch (RejectedStatement refused) {
        assertThat(refused.getMessage()).isNotBlank();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":[", "\"", "1", "-", "\\"})
  void depthIsNoDanger(String piece) {
    var payload = piece.repeat(150_000 / piece.length());

    assertThat(reasonFor(repository.sign(Bundle.TYPE, payload))).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void whatIsTooLongIsRefusedBeforeItIsLookedAt() {
    var longest = ".".repeat(StatementReader.LONGEST_BUNDLE);

    assertThat(reasonFor(longest)).isEqualTo(Reason.MALFORMED);
    assertThat(reasonFor(longest + ".")).isEqualTo(Reason.MALFORMED);
    assertThat(reasonForManifest(".".repeat(StatementReader.LONGEST_MANIFEST + 1)))
        .isEqualTo(Reason.MALFORMED);
  }

  @Test
  void noiseIsRefused() {
    var random = new Random(7);
    var noise = new byte[2_000];
    for (var round = 0; round < ROUNDS; round++) {
      random.nextBytes(noise);
      assertThat(reasonFor(new String(noise, StandardCharsets.ISO_8859_1)))
          .isEqualTo(Reason.MALFORMED);
    }
  }

  /// Inserts, removes, repeats or alters at one to three places.
  private static String mutated(String payload, Random random) {
    var text = new StringBuilder(payload);
    for (var times = 1 + random.nextInt(3); times > 0; times--) {
      var at = random.nextInt(text.length());
      var end = Math.min(text.length(), at + 1 + random.nextInt(12));
      switch (random.nextInt(4)) {
        case 0 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
        case 1 -> text.delete(at, end);
        case 2 -> text.insert(at, text.substring(at, end));
        default -> text.setCharAt(at, (char) random.nextInt(0x180));
      }
    }
    return text.toString();
  }

  private Reason reasonFor(String statement) {
    try {
      throw new AssertionError("accepted: " + reader.bundle(statement, entryOf(statement)));
    } catch (RejectedStatement refused) {
      return refused.reason();
    }
  }

  private Reason reasonForManifest(String statement) {
    try {
      throw new AssertionError("accepted: " + reader.manifest(statement));
    } catch (RejectedStatement refused) {
      return refused.reason();
    }
  }

  private Manifest.Entry entryOf(String statement) {
    return new Manifest.Entry(
        bundle.certificate(), bundle.name(), bundle.version(), Thumbprint.of(statement));
  }

  private static String payloadOf(String compact) {
    var payload = compact.split("\\.", -1)[1];
    return new String(Bytes.ofBase64Url(payload).toArray(), StandardCharsets.UTF_8);
  }
}
