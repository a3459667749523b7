package org.keyferry.repository.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.AuditCheckpoint;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.app.TestKeys;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEvent;
import org.keyferry.repository.custody.IdentityProfile;
import org.keyferry.repository.custody.RepositoryIdentities;
import org.keyferry.repository.custody.SoftwareToken;
import org.keyferry.testkit.TurnableClock;

/// A replica believes what it remembers of an agent only while it hears of changes.
class AgentGateTest {

  private final TurnableClock clock = TurnableClock.at("2026-11-25T12:00:00Z");
  private final RepositoryIdentities identities = SoftwareToken.identitiesAt(clock);
  private final AgentId id = new AgentId(new UUID(7L << 12, 1L << 63));
  private final X509Certificate certificate =
      identities.agents().issue(IdentityProfile.agent(id), TestKeys.ecP256().getPublic());
  private final OneAgent agents = new OneAgent();
  private boolean live = true;
  private final AgentGate gate =
      new AgentGate(
          agents,
          new IdentityTransitions(
              agents,
              new Quarantine(agents, new NothingToRecord(), new UnheardEvent<>()),
              new NothingToRecord(),
              new UnheardEvent<>(),
              clock),
          identities,
          clock,
          () -> live);

  @Test
  void itIsReadOnceAndThenRemembered() {
    assertThat(gate.admitFromMemory(certificate)).isEmpty();

    gate.admit(certificate, clock.instant());
    gate.admit(certificate, clock.instant());

    assertThat(gate.admitFromMemory(certificate)).isPresent();
    assertThat(agents.reads).isEqualTo(1);
  }

  @Test
  void itIsReadForEachRequestWhileTheFeedIsNotLive() {
    gate.admit(certificate, clock.instant());

    live = false;

    assertThat(gate.admitFromMemory(certificate)).isEmpty();
    gate.admit(certificate, clock.instant());
    gate.admit(certificate, clock.instant());
    assertThat(agents.reads).isEqualTo(3);
  }

  @Test
  void aRevocationThatNobodyHeardOfCountsWhileTheFeedIsNotLive() {
    gate.admit(certificate, clock.instant());

    live = false;
    agents.state = Agent.State.REVOKED;

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> gate.admit(certificate, clock.instant()))
        .extracting(ProblemException::type)
        .isEqualTo(ProblemType.IDENTITY_REVOKED);
  }

  private static void fail(String kind) {
    throw new AssertionError("nothing changes here: " + kind);
  }

  /// The agents of a repository that has one.
  private final class OneAgent implements Agents {

    private Agent.State state = Agent.State.ENROLLED;
    private int reads;

    @Override
    public Optional<Agent> find(AgentId wanted) {
      reads++;
      return Optional.of(
          new Agent(
              wanted,
              new DisplayName("web1"),
              state,
              1,
              Bytes.of(new byte[] {1}),
              clock.instant(),
              certificate.getNotAfter().toInstant(),
              RepositoryIdentities.thumbprintOf(certificate),
              Optional.empty(),
              Optional.empty(),
              Optional.empty()));
    }

    @Override
    public Optional<Agent> held(AgentId wanted) {
      return find(wanted);
    }

    @Override
    public Optional<Agent> named(DisplayName name) {
      return find(id);
    }

    @Override
    public Optional<Agent> taken(AgentId wanted) {
      return find(wanted);
    }

    @Override
    public Optional<Agent> lastNamed(DisplayName name) {
      return find(id);
    }

    @Override
    public List<Agent> pageOfAll(Optional<Place> after, int limit) {
      return List.of();
    }

    @Override
    public Optional<Instant> retired(AgentId wanted, Thumbprint identity) {
      return Optional.empty();
    }

    @Override
    public boolean enrollAgain(
        AgentId wanted, Bytes sealingKey, Thumbprint identity, Instant expires, Instant now) {
      return false;
    }

    @Override
    public boolean quarantine(AgentId wanted, int enrollment, String reason) {
      return false;
    }

    @Override
    public List<Agent> page(Optional<DisplayName> after, int limit) {
      return List.of();
    }

    @Override
    public void add(Agent agent) {
      fail("add");
    }

    @Override
    public Renewal renewIdentity(
        AgentId wanted, Thumbprint present, Thumbprint next, Instant expires, Instant now) {
      return Renewal.NOT_PRESENT;
    }

    @Override
    public boolean retirePreviousIdentity(AgentId wanted, Thumbprint newest, Instant now) {
      return false;
    }

    @Override
    public boolean revoke(AgentId wanted) {
      return false;
    }

    @Override
    public void seen(Map<AgentId, Instant> calls) {}
  }

  /// Nothing changes here.
  private static final class NothingToRecord implements Audit {

    @Override
    public void record(AuditEvent event) {
      fail(event.kind());
    }

    @Override
    public AuditCheckpoint checkpoint() {
      throw new AssertionError("nobody asks for it");
    }
  }
}
