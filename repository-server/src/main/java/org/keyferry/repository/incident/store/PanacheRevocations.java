package org.keyferry.repository.incident.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.incident.Revocation;
import org.keyferry.repository.incident.RevocationId;
import org.keyferry.repository.incident.RevocationState;
import org.keyferry.repository.incident.Revocations;
import org.keyferry.repository.incident.StoredRevocation;

/// [Revocations] in the database.
@ApplicationScoped
@Transactional
class PanacheRevocations implements Revocations {

  private static final String OF_VERSION = "certificate = ?1 and epoch = ?2 and counter = ?3";

  private static final String FAILING =
      "from RevocationRow failing where state = 'due' and since <= ?1"
          + " or state = 'refused' and since > ?2 and not exists"
          + " (select 1 from RevocationRow other where other.certificate = failing.certificate"
          + " and other.epoch = failing.epoch and other.counter = failing.counter"
          + " and other.state not in ('refused', 'withdrawn'))"
          + " order by since";

  private final Rows rows = new Rows();

  @Override
  public Optional<StoredRevocation> find(RevocationId id) {
    return rows.findByIdOptional(id.value()).map(RevocationRow::toStored);
  }

  @Override
  public Optional<StoredRevocation> of(CertificateId certificate, Version version) {
    return rows.find(
            OF_VERSION + " order by id desc",
            certificate.value(),
            version.epoch(),
            version.counter())
        .firstResultOptional()
        .map(RevocationRow::toStored);
  }

  @Override
  public List<StoredRevocation> due(Instant now, int limit) {
    return rows
        .find("nextAttempt <= ?1 order by attempts desc, nextAttempt", now)
        .page(0, limit)
        .stream()
        .map(RevocationRow::toStored)
        .toList();
  }

  @Override
  public List<StoredRevocation> page(
      Optional<CertificateId> certificate, Optional<RevocationId> after, int limit) {
    var conditions = new ArrayList<String>();
    var values = new ArrayList<Object>();
    certificate.ifPresent(each -> {
      values.add(each.value());
      conditions.add("certificate = ?" + values.size());
    });
    after.ifPresent(each -> {
      values.add(each.value());
      conditions.add("id < ?" + values.size());
    });
    var where = conditions.isEmpty() ? "" : String.join(" and ", conditions) + " ";
    return rows.find(where + "order by id desc", values.toArray()).page(0, limit).stream()
        .map(RevocationRow::toStored)
        .toList();
  }

  @Override
  public List<StoredRevocation> failing(Instant dueSince, Instant refusedAfter, int limit) {
    return rows.find(FAILING, dueSince, refusedAfter).page(0, limit).stream()
        .map(RevocationRow::toStored)
        .toList();
  }

  @Override
  public Map<RevocationState, Long> count() {
    var counted = new EnumMap<RevocationState, Long>(RevocationState.class);
    for (var state : RevocationState.values()) {
      var found = rows.count("state", state.toString());
      if (found > 0) {
        counted.put(state, found);
      }
    }
    return counted;
  }

  @Override
  public boolean add(Revocation revocation, Actor requestedBy, Instant now) {
    var subject = revocation.subject();
    oneAtATime(subject);
    if (rows.count(
            OF_VERSION + " and state not in ('refused', 'withdrawn')",
            subject.certificate().value(),
            subject.version().epoch(),
            subject.version().counter())
        > 0) {
      return false;
    }
    rows.persistAndFlush(new RevocationRow().take(revocation, requestedBy, now));
    return true;
  }

  @Override
  public boolean replace(StoredRevocation found, Revocation next, Instant now) {
    return change(found, row -> row.takeState(next, now));
  }

  @Override
  public void noteWaiting(StoredRevocation found, String whatFor, Instant until) {
    change(
        found,
        row -> {
          row.lastError = whatFor;
          row.nextAttempt = until;
        });
  }

  @Override
  public void noteFailure(StoredRevocation found, String reason, Instant nextAttempt) {
    change(
        found,
        row -> {
          row.attempts++;
          row.lastError = reason;
          row.nextAttempt = nextAttempt;
        });
  }

  @Override
  public void postpone(DisplayName ca, Instant until) {
    rows.update(
        "nextAttempt = ?2 where ca = ?1 and state = 'due' and nextAttempt < ?2", ca.value(), until);
  }

  /// Of those who ask for the same version at the same moment, the second sees what the first did.
  private void oneAtATime(Revocation.Subject subject) {
    rows.getEntityManager()
        .createNativeQuery("select 1 from pg_advisory_xact_lock(hashtextextended(?1, 0))")
        .setParameter(1, "revocation " + subject.certificate() + " " + subject.version())
        .getSingleResult();
  }

  private boolean change(StoredRevocation found, Consumer<RevocationRow> change) {
    var row =
        rows.findByIdOptional(found.revocation().id().value(), LockModeType.PESSIMISTIC_WRITE)
            .filter(each -> each.revision == found.revision());
    row.ifPresent(change);
    rows.flush();
    return row.isPresent();
  }

  private static final class Rows implements PanacheRepositoryBase<RevocationRow, UUID> {}
}
