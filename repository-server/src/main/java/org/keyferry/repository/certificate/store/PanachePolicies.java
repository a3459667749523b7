package org.keyferry.repository.certificate.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.certificate.Policies;
import org.keyferry.repository.certificate.Policy;

/// [Policies] in the database.
@ApplicationScoped
@Transactional
class PanachePolicies implements Policies {

  private final Rows rows = new Rows();

  @Override
  public Optional<Policy> named(DisplayName name) {
    return rows.findByIdOptional(name.value()).map(PolicyRow::toPolicy);
  }

  @Override
  public Optional<Policy> held(DisplayName name) {
    return locked(name, LockModeType.PESSIMISTIC_READ);
  }

  @Override
  public Optional<Policy> taken(DisplayName name) {
    return locked(name, LockModeType.PESSIMISTIC_WRITE);
  }

  private Optional<Policy> locked(DisplayName name, LockModeType mode) {
    return rows.findByIdOptional(name.value(), mode).map(PolicyRow::toPolicy);
  }

  @Override
  public List<Policy> page(Optional<DisplayName> after, int limit) {
    return rows
        .find("name > ?1 order by name", after.map(DisplayName::value).orElse(""))
        .page(0, limit)
        .stream()
        .map(PolicyRow::toPolicy)
        .toList();
  }

  @Override
  public boolean add(Policy policy) {
    return Additions.tryToPersist(
        rows.getEntityManager(), new PolicyRow().take(policy), policy.name().value());
  }

  @Override
  public List<DisplayName> using(DisplayName ca, int most) {
    return rows
        .find(
            "select row from PolicyRow row join row.issuers issuer"
                + " where issuer.ca = ?1 order by row.name",
            ca.value())
        .page(0, most)
        .stream()
        .map(row -> row.toPolicy().name())
        .toList();
  }

  @Override
  public boolean replace(Policy policy) {
    var row = rows.findByIdOptional(policy.name().value(), LockModeType.PESSIMISTIC_WRITE);
    row.ifPresent(each -> each.take(policy));
    return row.isPresent();
  }

  @Override
  public boolean remove(DisplayName name) {
    return rows.deleteById(name.value());
  }

  private static final class Rows implements PanacheRepositoryBase<PolicyRow, String> {}
}
