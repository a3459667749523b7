package org.keyferry.repository.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jboss.logging.Logger;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.Manifest;
import org.keyferry.protocol.bundle.RepositoryId;
import org.keyferry.protocol.bundle.StatementWriter;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.agent.Agents;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.custody.RepositoryIdentities;

/// Tells an agent what it should hold.
@ApplicationScoped
public class ManifestDesk {

  private static final Logger LOG = Logger.getLogger(ManifestDesk.class);

  private final SignedManifests manifests;
  private final SealedBundles bundles;
  private final Agents agents;
  private final RepositoryIdentities identities;
  private final RepositoryId repository;
  private final Audit audit;
  private final InstantSource clock;
  private final DeliveryConfig config;

  public ManifestDesk(
      SignedManifests manifests,
      SealedBundles bundles,
      Agents agents,
      RepositoryIdentities identities,
      RepositoryId repository,
      Audit audit,
      InstantSource clock,
      DeliveryConfig config) {
    this.manifests = manifests;
    this.bundles = bundles;
    this.agents = agents;
    this.identities = identities;
    this.repository = repository;
    this.audit = audit;
    this.clock = clock;
    this.config = config;
  }

  /// The manifest that is in force, signed now if need be.
  ///
  /// @throws ProblemException IDENTITY_REVOKED or AGENT_QUARANTINED unless the agent is enrolled
  @Transactional
  public SignedManifest current(AgentId agent) {
    agents
        .find(agent)
        .orElseThrow(() -> new ProblemException(ProblemType.IDENTITY_REVOKED, "no such agent"))
        .requireEnrolled();
    manifests.hold(agent);
    var entries = bundles.newest(agent);
    return manifests
        .find(agent)
        .filter(last -> last.says(entries) && last.isInForce(clock.instant()))
        .orElseGet(() -> sign(agent, entries));
  }

  private SignedManifest sign(AgentId agent, List<Manifest.Entry> entries) {
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    var freshUntil = now.plus(config.manifestFreshness());
    var manifest = new Manifest(repository, agent, now, freshUntil, entries, audit.checkpoint());
    var statement = new StatementWriter(identities.signer()).write(manifest);
    var signed =
        new SignedManifest(
            agent,
            statement,
            Thumbprint.of(statement),
            SignedManifest.contentOf(entries),
            now,
            freshUntil);
    manifests.put(signed);
    LOG.debugf("manifest signed agent=%s certificates=%d", agent, entries.size());
    return signed;
  }
}
