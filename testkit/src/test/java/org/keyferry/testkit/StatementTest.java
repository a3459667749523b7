package org.keyferry.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.RejectedStatement;
import org.keyferry.protocol.bundle.SealedKeyOpener;
import org.keyferry.protocol.bundle.StatementReader;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.KeyType;

class StatementTest {

  private static final ThrowAwayKeys KEYS = ThrowAwayKeys.in(SpecificationVectors.directory());
  private static final KeyPair SEALING_KEY = KEYS.pair("sealing-1");
  private static final AgentId AGENT = FixtureRepository.agent(1);
  private static final CertificateId CERTIFICATE = FixtureRepository.certificate(1);

  private final TurnableClock clock = TurnableClock.at("2026-11-25T12:00:00Z");
  private final FixtureRepository repository = FixtureRepository.at(clock);
  private final StatementReader reader =
      new StatementReader(repository.trusted(), AGENT, clock, StatementReader.CLOCK_TOLERANCE);

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void aKeyOfEachTypeArrives(KeyType type) throws Exception {
    var key = KEYS.pair("leaf-" + type);
    var bundle =
        repository.bundle(AGENT, SEALING_KEY.getPublic(), CERTIFICATE, Version.first(), key);
    var signed = repository.sign(bundle);

    var read = reader.bundle(signed, FixtureRepository.entry(bundle, signed));

    assertThat(read).isEqualTo(bundle);
    try (var opened = new SealedKeyOpener(SEALING_KEY.getPrivate()).open(read)) {
      var arrived = opened.<byte[]>lendTo(pkcs8 -> Arrays.copyOf(pkcs8, pkcs8.length));
      assertThat(
              KeyFactory.getInstance(type.algorithm())
                  .generatePrivate(new PKCS8EncodedKeySpec(arrived)))
          .isEqualTo(key.getPrivate());
    }
  }

  @Test
  void aManifestArrives() throws RejectedStatement {
    var key = FixtureCa.keyPair(KeyType.EC_P256);
    var bundle =
        repository.bundle(AGENT, SEALING_KEY.getPublic(), CERTIFICATE, Version.first(), key);
    var manifest =
        repository.manifest(
            AGENT,
            FixtureRepository.checkpoint(7),
            FixtureRepository.entry(bundle, repository.sign(bundle)));

    assertThat(reader.manifest(repository.sign(manifest))).isEqualTo(manifest);
  }
}
