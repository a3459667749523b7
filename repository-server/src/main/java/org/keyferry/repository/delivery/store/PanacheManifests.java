package org.keyferry.repository.delivery.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Optional;
import java.util.UUID;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.repository.delivery.SignedManifest;
import org.keyferry.repository.delivery.SignedManifests;

/// [SignedManifests] in the database.
@ApplicationScoped
@Transactional
class PanacheManifests implements SignedManifests {

  private final Rows rows = new Rows();

  @Override
  public void hold(AgentId agent) {
    AdvisoryLock.MANIFEST.hold(rows.getEntityManager(), agent.value());
  }

  @Override
  public Optional<SignedManifest> find(AgentId agent) {
    return rows.findByIdOptional(agent.value()).map(ManifestRow::toManifest);
  }

  @Override
  public void put(SignedManifest manifest) {
    var row = rows.findById(manifest.agent().value());
    if (row == null) {
      rows.persist(new ManifestRow().take(manifest));
    } else {
      row.take(manifest);
    }
  }

  private static final class Rows implements PanacheRepositoryBase<ManifestRow, UUID> {}
}
