package org.keyferry.repository.agent.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.panache.common.Page;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.agent.EnrollmentTokens;
import org.keyferry.repository.agent.StoredEnrollmentToken;

/// [EnrollmentTokens] in the database.
@ApplicationScoped
@Transactional
class PanacheEnrollmentTokens implements EnrollmentTokens {

  private static final UUID FIRST = new UUID(0, 0);

  private static final String UNUSED =
      "from EnrollmentTokenRow token where usedAt is null and expiresAt > ?1"
          + " and not exists (select 1 from EnrollmentTokenRow other"
          + " where other.keeps = token.keeps and other.usedAt > token.madeAt)"
          + " order by expiresAt";

  private final Rows rows = new Rows();
  private final EntityManager entities;

  PanacheEnrollmentTokens(EntityManager entities) {
    this.entities = entities;
  }

  /// Reads anew each time: a claim changes rows behind the back of the persistence context.
  @Override
  public Optional<StoredEnrollmentToken> withSecret(Thumbprint secret) {
    return rows.find("secret", secret.value())
        .<EnrollmentTokenRow>singleResultOptional()
        .map(this::fresh);
  }

  @Override
  public Optional<StoredEnrollmentToken> find(UUID id) {
    return rows.findByIdOptional(id).map(this::fresh);
  }

  @Override
  public List<StoredEnrollmentToken> page(Optional<UUID> after, int limit) {
    return rows.find("id > ?1 order by id", after.orElse(FIRST)).page(Page.ofSize(limit)).stream()
        .map(EnrollmentTokenRow::toToken)
        .toList();
  }

  @Override
  public List<StoredEnrollmentToken> unusedSince(Instant moment) {
    return rows.find(UNUSED, moment).stream().map(EnrollmentTokenRow::toToken).toList();
  }

  @Override
  public void add(StoredEnrollmentToken token) {
    rows.persist(new EnrollmentTokenRow().take(token));
  }

  @Override
  public boolean claim(UUID id, Thumbprint identityKey, Instant now) {
    return rows.update(
            "usedAt = ?1, identityKey = ?2 where id = ?3 and usedAt is null and expiresAt > ?1",
            now,
            identityKey.value(),
            id)
        == 1;
  }

  @Override
  public void settle(UUID id, StoredEnrollmentToken.Use use) {
    rows.update(
        "usedAt = ?1, agent = ?2, identity = ?3 where id = ?4",
        use.at(),
        use.agent().value(),
        use.identity(),
        id);
  }

  @Override
  public boolean withdraw(UUID id) {
    return rows.delete("id = ?1 and usedAt is null", id) == 1;
  }

  @Override
  public List<UUID> withdrawAllFor(AgentId agent) {
    return rows.list("keeps = ?1 and usedAt is null", agent.value()).stream()
        .map(row -> row.id)
        .filter(this::withdraw)
        .toList();
  }

  private StoredEnrollmentToken fresh(EnrollmentTokenRow row) {
    entities.refresh(row);
    return row.toToken();
  }

  private static final class Rows implements PanacheRepositoryBase<EnrollmentTokenRow, UUID> {}
}
