package org.keyferry.repository.agent;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.agent.ReportedGenerations.Reported;

/// Notices when two hosts go on from one agent's state: a clone, or a backup that was put back.
@ApplicationScoped
@Transactional
public class GenerationDesk {

  private final Agents agents;
  private final ReportedGenerations reported;
  private final Quarantine quarantine;
  private final InstantSource clock;

  public GenerationDesk(
      Agents agents, ReportedGenerations reported, Quarantine quarantine, InstantSource clock) {
    this.agents = agents;
    this.reported = reported;
    this.quarantine = quarantine;
    this.clock = clock;
  }

  /// To be asked in the transaction that keeps the report; one report of an agent is taken at a
  /// time, on all replicas. A quarantine lasts only if that transaction ends well, so the refusal
  /// is handed out and not thrown.
  ///
  /// @param identity thumbprint of the certificate with which the report came
  /// @param report thumbprint of the report as it came
  /// @throws ProblemException AGENT_QUARANTINED or IDENTITY_REVOKED unless the agent is enrolled,
  ///   and has that identity still
  public Succession follow(AgentId id, Thumbprint identity, long generation, Thumbprint report) {
    var agent = enrolled(id, identity);
    var before = new Generations(reported.of(id));
    return switch (before.onReport(generation, report)) {
      case NEXT -> {
        reported.add(
            id, new Reported(generation, report, clock.instant().truncatedTo(ChronoUnit.MICROS)));
        yield new Succession.Next();
      }
      case REPEATED -> new Succession.Repeated();
      case LATE, CLONED -> new Succession.Refused(quarantined(agent, generation, before));
    };
  }

  /// To be asked before an identity is renewed.
  ///
  /// @param identity thumbprint of the one that is to be renewed
  /// @return the refusal, if it is not to be renewed: AGENT_QUARANTINED, or STATE_CONFLICT if the
  ///   request was overtaken by a report
  /// @throws ProblemException as [#follow]
  public Optional<ProblemException> refusalOfRenewal(
      AgentId id, Thumbprint identity, long generation) {
    var agent = enrolled(id, identity);
    var before = new Generations(reported.of(id));
    return switch (before.onRenewal(generation, clock.instant())) {
      case NEXT, REPEATED -> Optional.empty();
      case LATE ->
          Optional.of(
              new ProblemException(
                  ProblemType.STATE_CONFLICT,
                  "a newer report has come since this was asked: ask again"));
      case CLONED -> Optional.of(quarantined(agent, generation, before));
    };
  }

  /// The request was let in before the agent was locked, and may have waited for just what makes it
  /// worthless: of the state that the host had before, nothing can be said about the present one.
  private Agent enrolled(AgentId id, Thumbprint identity) {
    var agent =
        agents
            .taken(id)
            .orElseThrow(() -> new ProblemException(ProblemType.IDENTITY_REVOKED, "no such agent"));
    agent.requireEnrolled();
    if (!agent.hasIdentity(identity)) {
      throw new ProblemException(
          ProblemType.IDENTITY_REVOKED, "this identity was replaced while the request waited");
    }
    return agent;
  }

  private ProblemException quarantined(Agent agent, long generation, Generations before) {
    return quarantine.impose(
        agent,
        "generation "
            + generation
            + " of its state came after generation "
            + before.newest()
            + ", and not as a repetition",
        "generation",
        generation);
  }

  /// What came of a report.
  public sealed interface Succession {

    /// It is news, and the newest.
    record Next() implements Succession {}

    /// It was taken before.
    record Repeated() implements Succession {}

    /// There are two hosts. To be thrown after the transaction.
    record Refused(ProblemException refusal) implements Succession {}
  }
}
