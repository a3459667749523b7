package org.keyferry.repository.agent;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.keyferry.protocol.agent.SealingKeyProof;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEvent;
import org.keyferry.repository.custody.IdentityProfile;
import org.keyferry.repository.custody.RepositoryIdentities;

/// How a host becomes an agent, and stays one.
@ApplicationScoped
@Transactional
public class EnrollmentDesk {

  private static final Logger LOG = Logger.getLogger(EnrollmentDesk.class);

  /// How long an answer that was lost is given again.
  private static final Duration REPEATABLE = Duration.ofMinutes(10);

  private final EnrollmentTokens tokens;
  private final Agents agents;
  private final RepositoryIdentities identities;
  private final Audit audit;
  private final Event<AgentChanged> changes;
  private final InstantSource clock;
  private final Supplier<UUID> ids;

  public EnrollmentDesk(
      EnrollmentTokens tokens,
      Agents agents,
      RepositoryIdentities identities,
      Audit audit,
      Event<AgentChanged> changes,
      InstantSource clock,
      Supplier<UUID> ids) {
    this.tokens = tokens;
    this.agents = agents;
    this.identities = identities;
    this.audit = audit;
    this.changes = changes;
    this.clock = clock;
    this.ids = ids;
  }

  /// Turns a token into an agent, or into new keys for the agent that it is for, once. The same
  /// token with the same two keys gets the same answer for ten minutes, since the first may have
  /// been lost.
  ///
  /// @throws ProblemException ENROLLMENT_TOKEN_REFUSED, ENROLLMENT_TOKEN_EXPIRED, NAME_TAKEN;
  ///   VALUE_REJECTED if the proof of the sealing key does not verify: then the token stays good
  public EnrolledAgent enroll(
      Thumbprint secret, IdentityKey identityKey, SealingKey sealingKey, Bytes sealingKeyProof) {
    requireProof(secret, identityKey, sealingKey, sealingKeyProof);
    var token = tokens.withSecret(secret).orElseThrow(EnrollmentDesk::refused);
    var earlier = repeated(token, identityKey, sealingKey);
    if (earlier.isPresent()) {
      return earlier.get();
    }
    if (!clock.instant().isBefore(token.expires())) {
      throw new ProblemException(
          ProblemType.ENROLLMENT_TOKEN_EXPIRED,
          "the token expired at " + token.expires() + ": ask an officer for another");
    }
    if (!tokens.claim(token.id(), identityKey.thumbprint(), clock.instant())) {
      var taken = tokens.withSecret(secret).orElseThrow(EnrollmentDesk::refused);
      return repeated(taken, identityKey, sealingKey).orElseThrow(EnrollmentDesk::refused);
    }
    return enroll(token, identityKey, sealingKey);
  }

  /// Gives an agent a new identity, for a key that it has not had. The present one stays good until
  /// the new one is used.
  ///
  /// @param present with which the agent authenticated this request
  /// @return PEM chain, leaf first
  /// @throws ProblemException VALUE_REJECTED if the key is the present one; STATE_CONFLICT if the
  ///   identity after the present one was issued a moment ago; IDENTITY_REVOKED
  public String renew(Agent agent, X509Certificate present, IdentityKey next) {
    if (Thumbprint.of(present.getPublicKey().getEncoded()).equals(next.thumbprint())) {
      throw ProblemException.at(
          ProblemType.VALUE_REJECTED,
          "identityRequest",
          "the key is the one of the present identity: make a new key pair");
    }
    var leaf = identities.agents().issue(IdentityProfile.agent(agent.id()), next.key());
    var renewed =
        agents.renewIdentity(
            agent.id(),
            RepositoryIdentities.thumbprintOf(present),
            RepositoryIdentities.thumbprintOf(leaf),
            leaf.getNotAfter().toInstant(),
            clock.instant());
    switch (renewed) {
      case RENEWED -> {
        // as it should be
      }
      case TOO_SOON ->
          throw new ProblemException(
              ProblemType.STATE_CONFLICT,
              "an identity was issued for this one a moment ago, and may be on its way: ask again in"
                  + " two minutes, unless it comes");
      case NOT_PRESENT ->
          throw new ProblemException(
              ProblemType.IDENTITY_REVOKED, "the present identity is good no longer");
    }
    audit.record(
        AuditEvent.of("agent.identity-renewed", Actor.agent(agent.id()), agent.name().value())
            .with("agent", agent.id())
            .with("identity", RepositoryIdentities.thumbprintOf(leaf))
            .with("expires", leaf.getNotAfter().toInstant()));
    changes.fire(new AgentChanged(agent.id()));
    LOG.infof(
        "agent identity renewed agent=%s name=%s expires=%s",
        agent.id(), agent.name(), leaf.getNotAfter().toInstant());
    return chainOf(leaf);
  }

  private EnrolledAgent enroll(
      StoredEnrollmentToken token, IdentityKey identityKey, SealingKey sealingKey) {
    var id = token.keeps().orElseGet(() -> new AgentId(ids.get()));
    var leaf = identities.agents().issue(IdentityProfile.agent(id), identityKey.key());
    if (token.keeps().isPresent()) {
      enrollAgain(id, sealingKey, leaf);
    } else {
      addAgent(id, token.agentName(), sealingKey, leaf);
    }
    var use =
        new StoredEnrollmentToken.Use(clock.instant(), identityKey.thumbprint(), id, chainOf(leaf));
    tokens.settle(token.id(), use);
    token.keeps().ifPresent(this::closeOtherTokens);
    var event = token.keeps().isPresent() ? "agent.enrolled-again" : "agent.enrolled";
    audit.record(
        AuditEvent.of(event, Actor.agent(id), token.agentName().value())
            .with("agent", id)
            .with("token", token.id())
            .with("identity", RepositoryIdentities.thumbprintOf(leaf))
            .with("sealing-key", Thumbprint.of(sealingKey.encoded().toArray())));
    changes.fire(new AgentChanged(id));
    LOG.infof(
        "agent enrolled%s agent=%s name=%s expires=%s",
        token.keeps().isPresent() ? " again" : "",
        id,
        token.agentName(),
        leaf.getNotAfter().toInstant());
    return new EnrolledAgent(id, token.agentName(), use.identity());
  }

  /// Whoever found one of them must not become this agent later.
  private void closeOtherTokens(AgentId agent) {
    for (var each : tokens.withdrawAllFor(agent)) {
      audit.record(
          AuditEvent.of("token.withdrawn", Actor.agent(agent), each.toString())
              .with("token", each));
    }
  }

  private void addAgent(
      AgentId id, DisplayName name, SealingKey sealingKey, X509Certificate identity) {
    agents.add(
        new Agent(
            id,
            name,
            Agent.State.ENROLLED,
            1,
            sealingKey.encoded(),
            clock.instant(),
            identity.getNotAfter().toInstant(),
            RepositoryIdentities.thumbprintOf(identity),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  /// The officer who made the token has said that this host is the agent, whatever was known of it.
  private void enrollAgain(AgentId id, SealingKey sealingKey, X509Certificate identity) {
    var enrolled =
        agents.enrollAgain(
            id,
            sealingKey.encoded(),
            RepositoryIdentities.thumbprintOf(identity),
            identity.getNotAfter().toInstant(),
            clock.instant());
    if (!enrolled) {
      throw new ProblemException(
          ProblemType.ENROLLMENT_TOKEN_REFUSED,
          "the agent that the token is for was revoked: ask an officer for a token for a new one");
    }
  }

  private Optional<EnrolledAgent> repeated(
      StoredEnrollmentToken token, IdentityKey identityKey, SealingKey sealingKey) {
    if (token.use().isEmpty()) {
      return Optional.empty();
    }
    var use = token.use().get();
    var isStillTheOne =
        agents
            .find(use.agent())
            .filter(agent -> agent.state() == Agent.State.ENROLLED)
            .filter(agent -> agent.sealingKey().equals(sealingKey.encoded()))
            .isPresent();
    if (!isStillTheOne
        || !use.identityKey().equals(identityKey.thumbprint())
        || clock.instant().isAfter(use.at().plus(REPEATABLE))) {
      throw refused();
    }
    return Optional.of(new EnrolledAgent(use.agent(), token.agentName(), use.identity()));
  }

  private String chainOf(X509Certificate leaf) {
    return new CertificateChain(List.of(leaf, identities.agents().certificate())).toPem();
  }

  private static void requireProof(
      Thumbprint secret, IdentityKey identityKey, SealingKey sealingKey, Bytes proof) {
    PublicKey sealing = sealingKey.key();
    try {
      if (SealingKeyProof.verifies(proof.toArray(), secret, identityKey.key(), sealing)) {
        return;
      }
    } catch (GeneralSecurityException malformed) {
      // of the wrong length, for example: refused like any other
    }
    throw ProblemException.at(
        ProblemType.VALUE_REJECTED,
        "sealingKeyProof",
        "the proof does not verify for this token, identity key and sealing key");
  }

  private static ProblemException refused() {
    return new ProblemException(
        ProblemType.ENROLLMENT_TOKEN_REFUSED,
        "the token is unknown or was used: ask an officer for another");
  }
}
