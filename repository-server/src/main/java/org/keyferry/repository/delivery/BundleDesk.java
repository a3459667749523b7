package org.keyferry.repository.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.agent.Agents;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEvent;

/// Hands out bundles.
@ApplicationScoped
public class BundleDesk {

  private static final Logger LOG = Logger.getLogger(BundleDesk.class);

  private final SealedBundles bundles;
  private final Grants grants;
  private final Agents agents;
  private final Audit audit;

  public BundleDesk(SealedBundles bundles, Grants grants, Agents agents, Audit audit) {
    this.bundles = bundles;
    this.grants = grants;
    this.agents = agents;
    this.audit = audit;
  }

  /// Records the release, and only then gives the bundle: the record is committed when this
  /// returns. A revocation, or a removal of the grant, comes either before or after all of that.
  ///
  /// @return empty if there is no such bundle, or the agent has no grant to it now: which of them
  ///   is not for the agent to know
  /// @throws ProblemException IDENTITY_REVOKED or AGENT_QUARANTINED unless the agent is enrolled
  @Transactional
  public Optional<SealedBundle> release(AgentId agent, CertificateId certificate, Version version) {
    agents
        .held(agent)
        .orElseThrow(() -> new ProblemException(ProblemType.IDENTITY_REVOKED, "no such agent"))
        .requireEnrolled();
    var granted = grants.held(new Grant.Key(agent, certificate)).isPresent();
    var released = bundles.find(agent, certificate, version).filter(_ -> granted);
    released.ifPresent(this::record);
    return released;
  }

  private void record(SealedBundle bundle) {
    audit.record(
        AuditEvent.of("bundle.released", Actor.agent(bundle.agent()), bundle.name().value())
            .with("agent", bundle.agent())
            .with("certificate", bundle.certificate())
            .with("version", bundle.version())
            .with("bundle", bundle.thumbprint()));
    LOG.infof(
        "bundle released agent=%s certificate=%s version=%s",
        bundle.agent(), bundle.name(), bundle.version());
  }
}
