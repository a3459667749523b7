package org.keyferry.repository.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.agent.SealingKeyProof;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.app.RunningRepository;
import org.keyferry.repository.app.TestKeys;

/// A token makes one agent, however many hosts use it at once.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
class EnrollmentRaceIT {

  private static final Logger LOG = Logger.getLogger(EnrollmentRaceIT.class);

  /// A thousand take minutes, nearly all of them for the proofs of the hosts.
  private static final int TOKENS = Integer.getInteger("keyferry.race.tokens", 50);

  private static final int HOSTS = 20;

  private static final KeyPair SEALING_KEY = TestKeys.rsa(3072);
  private static final List<KeyPair> IDENTITY_KEYS =
      Stream.generate(TestKeys::ecP256).limit(HOSTS).toList();

  @Inject private EnrollmentDesk desk;
  @Inject private EnrollmentTokens tokens;
  @Inject private Agents agents;
  @Inject private InstantSource clock;
  @Inject private Supplier<UUID> ids;

  @Test
  void eachTokenHasOneWinner() throws Exception {
    var names = IntStream.range(0, TOKENS).mapToObj(n -> new DisplayName("race-" + n)).toList();
    var winners = 0;
    var refusals = 0;
    var together = new CyclicBarrier(HOSTS);
    try (var hosts = Executors.newFixedThreadPool(HOSTS)) {
      for (var name : names) {
        var outcomes = race(name, hosts, together);
        winners += (int) outcomes.stream().filter(Optional::isPresent).count();
        refusals += (int) outcomes.stream().filter(Optional::isEmpty).count();
        assertThat(outcomes.stream().flatMap(Optional::stream).map(EnrolledAgent::id))
            .containsExactly(agents.named(name).orElseThrow().id());
      }
    }

    LOG.infof("raced tokens=%d hosts=%d winners=%d refused=%d", TOKENS, HOSTS, winners, refusals);
    assertThat(winners).isEqualTo(TOKENS);
    assertThat(refusals).isEqualTo(TOKENS * (HOSTS - 1));
  }

  private List<Optional<EnrolledAgent>> race(
      DisplayName name, ExecutorService hosts, CyclicBarrier together)
      throws InterruptedException, ExecutionException {
    var secret = Thumbprint.of(ids.get().toString());
    tokens.add(
        new StoredEnrollmentToken(
            ids.get(),
            name,
            Optional.empty(),
            secret,
            clock.instant(),
            clock.instant().plus(Duration.ofHours(1)),
            Optional.empty()));
    var attempts =
        IDENTITY_KEYS.stream()
            .<Callable<Optional<EnrolledAgent>>>map(key -> () -> enroll(secret, key, together))
            .toList();
    var outcomes = new ArrayList<Optional<EnrolledAgent>>();
    for (var outcome : hosts.invokeAll(attempts)) {
      outcomes.add(outcome.get());
    }
    return outcomes;
  }

  /// @return empty if the token is refused; anything else fails the test
  private Optional<EnrolledAgent> enroll(Thumbprint secret, KeyPair key, CyclicBarrier together)
      throws Exception {
    var identityKey = TestKeys.proven(key);
    var proof = proof(secret, key);
    together.await();
    try {
      return Optional.of(
          desk.enroll(
              secret,
              identityKey,
              SealingKey.of(Bytes.of(SEALING_KEY.getPublic().getEncoded())),
              proof));
    } catch (ProblemException refusal) {
      assertThat(refusal.type()).isEqualTo(ProblemType.ENROLLMENT_TOKEN_REFUSED);
      return Optional.empty();
    }
  }

  private static Bytes proof(Thumbprint secret, KeyPair key) throws GeneralSecurityException {
    return Bytes.of(
        SealingKeyProof.sign(
            SEALING_KEY.getPrivate(), secret, key.getPublic(), SEALING_KEY.getPublic()));
  }
}
