package org.keyferry.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.agent.ScriptedHost;
import org.keyferry.agent.ScriptedRepository;
import org.keyferry.agent.connection.ConversationFailed;
import org.keyferry.agent.cycle.AgentDesk.Again;
import org.keyferry.agent.cycle.AlreadyEnrolled;
import org.keyferry.protocol.agent.EnrollmentToken;
import org.keyferry.protocol.bundle.SecretBytes;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.testkit.TurnableClock;

/// A host becomes an agent once, and stays one.
class IdentityTest {

  @TempDir private Path directory;

  private final TurnableClock clock = TurnableClock.at(Instant.now());
  private final ScriptedRepository repository = ScriptedRepository.at(clock);
  private ScriptedHost host;

  @SuppressWarnings("NullAway.Init") // set before each test
  IdentityTest() {}

  @BeforeEach
  void host() {
    host = ScriptedHost.in(directory, repository, clock).withFiles("/bin/true");
  }

  @AfterEach
  void close() {
    repository.close();
  }

  @Test
  void enrollmentMakesAnAgent() throws Exception {
    host.enrolled();

    var identity = identity();
    assertThat(identity.agent()).isEqualTo(ScriptedRepository.AGENT);
    assertThat(identity.repository()).isEqualTo(repository.fixture().trusted());
  }

  @Test
  void nobodyElseReadsTheState() throws Exception {
    host.enrolled();

    try (var files = Files.walk(host.state())) {
      assertThat(files)
          .allSatisfy(file ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                  .endsWith("------"));
    }
  }

  /// The keys are kept before the repository is asked, so the same keys ask again.
  @Test
  void aLostAnswerIsMadeGood() throws Exception {
    repository.losesTheNextAnswer();
    assertThatThrownBy(host::enrolled).isInstanceOf(ConversationFailed.Unreachable.class);
    try (var token = repository.token()) {
      host.desk().enroll(host.settings(), token, Again.REFUSE);
    }

    assertThat(repository.enrolledKeys()).hasSize(2);
    assertThat(repository.enrolledKeys().getFirst()).isEqualTo(repository.enrolledKeys().getLast());
  }

  @Test
  void whoeverHasAnotherRootIsNotAsked() throws Exception {
    try (var token =
        new EnrollmentToken(Thumbprint.of("another root"), SecretBytes.takeOver(new byte[32]))) {
      assertThatThrownBy(() -> host.desk().enroll(host.settings(), token, Again.REFUSE))
          .isInstanceOf(ConversationFailed.Distrusted.class)
          .hasMessageContaining("not the repository that this host trusts");
    }
    assertThat(repository.requests()).isEmpty();
  }

  @Test
  void anEnrolledHostIsNotEnrolledAgainByAccident() throws Exception {
    host.enrolled();

    try (var token = repository.token()) {
      assertThatThrownBy(() -> host.desk().enroll(host.settings(), token, Again.REFUSE))
          .isInstanceOf(AlreadyEnrolled.class)
          .hasMessageContaining("--again");
    }
  }

  @Test
  void aDamagedIdentityIsReplacedByEnrollingAgain() throws Exception {
    host.enrolled();
    Files.writeString(host.state().resolve("identity/1/identity.json"), "spoiled");

    host.enrolledAgain();

    assertThat(identity().agent()).isEqualTo(ScriptedRepository.AGENT);
  }

  @Test
  void theIdentityIsRenewedAtTwoThirdsOfItsLife() throws Exception {
    host.enrolled();
    repository.publishes(Version.first());
    host.once();
    var first = repository.clients().getLast();
    clock.turn(Duration.ofHours(7 * 24 * 2 / 3 + 1));
    repository.refreshes();

    host.once();

    assertThat(repository.requests()).contains("POST /v1/identity");
    assertThat(repository.clients().getLast()).isNotEqualTo(first);
    assertThat(repository.clients().getLast().getPublicKey())
        .isEqualTo(repository.enrolledKeys().getLast())
        .isNotEqualTo(first.getPublicKey());
  }

  @Test
  void anExpiredIdentityIsSaidToBeSo() throws Exception {
    host.enrolled();
    clock.turn(Duration.ofDays(8));

    assertThat(host.once().trouble())
        .hasValueSatisfying(trouble ->
            assertThat(trouble.sentence()).contains("expired").contains("enroll --again"));
    assertThat(repository.requests()).containsExactly("POST /v1/enrollments");
  }

  @Test
  void aLostRenewalLeavesTheOldIdentityAndAsksAgainWithTheSameKey() throws Exception {
    host.enrolled();
    var before = identity();
    clock.turn(Duration.ofHours(7 * 24 * 2 / 3 + 1));
    repository.refreshes();
    repository.losesTheNextAnswer();

    assertThat(host.once().trouble()).isEmpty(); // the old one will do
    assertThat(identity().chain()).isEqualTo(before.chain());
    assertThat(host.once().trouble()).isEmpty();

    var asked = repository.enrolledKeys();
    assertThat(asked.getLast()).isEqualTo(asked.get(asked.size() - 2));
  }

  private AgentIdentity identity() throws IOException {
    try (var store = IdentityStore.open(host.state(), new KeyHome.InFiles(), new SecureRandom())) {
      return store.current().orElseThrow();
    }
  }
}
