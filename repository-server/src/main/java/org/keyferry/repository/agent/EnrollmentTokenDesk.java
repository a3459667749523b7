package org.keyferry.repository.agent;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.keyferry.protocol.agent.EnrollmentToken;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.SecretBytes;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEvent;
import org.keyferry.repository.audit.Caller;
import org.keyferry.repository.custody.RepositoryIdentities;

/// Tokens for host admins, made by officers.
@ApplicationScoped
@Transactional
public class EnrollmentTokenDesk {

  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(30);

  private final EnrollmentTokens tokens;
  private final Agents agents;
  private final RepositoryIdentities identities;
  private final Audit audit;
  private final Caller caller;
  private final InstantSource clock;
  private final SecureRandom random;
  private final Supplier<UUID> ids;

  public EnrollmentTokenDesk(
      EnrollmentTokens tokens,
      Agents agents,
      RepositoryIdentities identities,
      Audit audit,
      Caller caller,
      InstantSource clock,
      SecureRandom random,
      Supplier<UUID> ids) {
    this.tokens = tokens;
    this.agents = agents;
    this.identities = identities;
    this.audit = audit;
    this.caller = caller;
    this.clock = clock;
    this.random = random;
    this.ids = ids;
  }

  /// Makes a token for one host. Who takes the answer closes its token.
  ///
  /// @param agentName free now, or enrollment will fail
  /// @throws ProblemException NAME_TAKEN; VALUE_REJECTED for less than a minute or more than 30
  ///   days
  public MadeToken make(DisplayName agentName, Duration validFor) {
    requireSensible(validFor);
    if (agents.named(agentName).isPresent()) {
      throw ProblemException.at(
          ProblemType.NAME_TAKEN,
          "agent",
          "an agent is called "
              + agentName
              + ": to let its host enroll again, ask for a token of kind re-enroll; otherwise"
              + " choose another name, or revoke it first");
    }
    return make(agentName, Optional.empty(), validFor);
  }

  /// Makes a token for a host that is an agent already, and lost its state, shares it with a clone,
  /// or was off for too long: it stays that agent. Nothing happens to it until the token is used.
  ///
  /// @throws ProblemException REFERENCE_UNKNOWN unless an agent has the name now: who is revoked
  ///   stays so; VALUE_REJECTED as [#make(DisplayName, Duration)]
  public MadeToken makeForAgain(DisplayName agentName, Duration validFor) {
    requireSensible(validFor);
    var agent =
        agents
            .named(agentName)
            .orElseThrow(() ->
                ProblemException.at(
                    ProblemType.REFERENCE_UNKNOWN,
                    "agent",
                    "no agent is called "
                        + agentName
                        + " now; a revoked one does not come back: make a token for a new agent"
                        + " of that name"));
    return make(agentName, Optional.of(agent.id()), validFor);
  }

  private MadeToken make(DisplayName agentName, Optional<AgentId> keeps, Duration validFor) {
    var octets = new byte[EnrollmentToken.SECRET_LENGTH];
    random.nextBytes(octets);
    var token = new EnrollmentToken(identities.rootThumbprint(), SecretBytes.takeOver(octets));
    var now = clock.instant();
    var stored =
        new StoredEnrollmentToken(
            ids.get(),
            agentName,
            keeps,
            token.secretThumbprint(),
            now,
            now.plus(validFor).truncatedTo(ChronoUnit.SECONDS),
            Optional.empty());
    tokens.add(stored);
    audit.record(
        AuditEvent.of("token.created", caller.actor(), stored.id().toString())
            .with("token", stored.id())
            .with("name", agentName)
            .with("kind", keeps.isPresent() ? "re-enroll" : "enroll")
            .with("expires", stored.expires()));
    return new MadeToken(stored, token);
  }

  private static void requireSensible(Duration validFor) {
    if (validFor.compareTo(SHORTEST) < 0 || validFor.compareTo(LONGEST) > 0) {
      throw ProblemException.at(
          ProblemType.VALUE_REJECTED, "validFor", "a token is good for PT1M to P30D");
    }
  }

  public List<StoredEnrollmentToken> page(Optional<UUID> after, int limit) {
    return tokens.page(after, limit);
  }

  /// Makes an open token worthless.
  ///
  /// @throws ProblemException NOT_FOUND; STATE_CONFLICT if it was used
  public void withdraw(UUID id) {
    if (tokens.find(id).isEmpty()) {
      throw new ProblemException(ProblemType.NOT_FOUND, "no token " + id);
    }
    if (!tokens.withdraw(id)) {
      throw new ProblemException(
          ProblemType.STATE_CONFLICT, "the token was used: revoke the agent instead");
    }
    audit.record(AuditEvent.of("token.withdrawn", caller.actor(), id.toString()).with("token", id));
  }

  /// @param token to be shown once and closed
  public record MadeToken(StoredEnrollmentToken stored, EnrollmentToken token) {}
}
