package org.keyferry.repository.issuance.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.issuance.Circuit;
import org.keyferry.repository.issuance.Circuits;

/// [Circuits] in the database.
@ApplicationScoped
@Transactional
class PanacheCircuits implements Circuits {

  private final Rows rows = new Rows();

  @Override
  public Circuit of(DisplayName ca) {
    return rows.findByIdOptional(ca.value()).map(CircuitRow::toCircuit).orElseGet(Circuit::fresh);
  }

  @Override
  public Map<DisplayName, Circuit> all() {
    return rows.streamAll()
        .collect(Collectors.toMap(row -> new DisplayName(row.ca), CircuitRow::toCircuit));
  }

  @Override
  public Circuit change(DisplayName ca, UnaryOperator<Circuit> change) {
    var row = locked(ca).or(() -> made(ca));
    var before = row.map(CircuitRow::toCircuit).orElseGet(Circuit::fresh);
    row.ifPresent(each -> each.take(change.apply(before)));
    return before;
  }

  private Optional<CircuitRow> locked(DisplayName ca) {
    return rows.findByIdOptional(ca.value(), LockModeType.PESSIMISTIC_WRITE);
  }

  /// @return empty if there is no such CA
  private Optional<CircuitRow> made(DisplayName ca) {
    rows.getEntityManager()
        .createNativeQuery(
            "insert into circuit (ca, state, failures, probes)"
                + " select name, 'closed', 0, 0 from certificate_authority where name = ?1"
                + " on conflict (ca) do nothing")
        .setParameter(1, ca.value())
        .executeUpdate();
    return locked(ca);
  }

  private static final class Rows implements PanacheRepositoryBase<CircuitRow, String> {}
}
