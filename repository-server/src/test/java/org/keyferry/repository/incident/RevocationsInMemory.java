package org.keyferry.repository.incident;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.audit.Actor;

/// Revocations in the memory of a test.
final class RevocationsInMemory implements Revocations {

  private final Map<RevocationId, StoredRevocation> all = new LinkedHashMap<>();

  @Override
  public Optional<StoredRevocation> find(RevocationId id) {
    return Optional.ofNullable(all.get(id));
  }

  @Override
  public Optional<StoredRevocation> of(CertificateId certificate, Version version) {
    return new ArrayList<>(all.values())
        .reversed().stream()
            .filter(each -> each.revocation().subject().certificate().equals(certificate))
            .filter(each -> each.revocation().subject().version().equals(version))
            .findFirst();
  }

  @Override
  public List<StoredRevocation> due(Instant now, int limit) {
    return all.values().stream()
        .filter(each -> each.nextAttempt().filter(at -> !at.isAfter(now)).isPresent())
        .sorted(Comparator.comparingInt(StoredRevocation::attempts).reversed())
        .limit(limit)
        .toList();
  }

  @Override
  public List<StoredRevocation> page(
      Optional<CertificateId> certificate, Optional<RevocationId> after, int limit) {
    return List.copyOf(all.values());
  }

  @Override
  public Map<RevocationState, Long> count() {
    var counted = new TreeMap<RevocationState, Long>();
    all.values()
        .forEach(each -> counted.merge(RevocationState.of(each.revocation()), 1L, Long::sum));
    return counted;
  }

  @Override
  public List<StoredRevocation> failing(Instant dueSince, Instant refusedAfter, int limit) {
    throw new IllegalStateException("nobody asks");
  }

  @Override
  public boolean add(Revocation revocation, Actor requestedBy, Instant now) {
    all.put(
        revocation.id(),
        new StoredRevocation(
            revocation, 0, requestedBy, now, now, 0, Optional.of(now), Optional.empty()));
    return true;
  }

  @Override
  public boolean replace(StoredRevocation found, Revocation next, Instant now) {
    var isSettled =
        switch (next) {
          case Revocation.Held _, Revocation.Due _ -> false;
          case Revocation.Revoked _, Revocation.Refused _, Revocation.Withdrawn _ -> true;
        };
    return change(
        found,
        row ->
            with(
                row,
                next,
                0,
                isSettled ? Optional.empty() : Optional.of(now),
                next instanceof Revocation.Refused refused
                    ? Optional.of(refused.reason())
                    : Optional.empty()));
  }

  @Override
  public void noteWaiting(StoredRevocation found, String whatFor, Instant until) {
    change(
        found,
        row ->
            with(row, row.revocation(), row.attempts(), Optional.of(until), Optional.of(whatFor)));
  }

  @Override
  public void noteFailure(StoredRevocation found, String reason, Instant nextAttempt) {
    change(
        found,
        row ->
            with(
                row,
                row.revocation(),
                row.attempts() + 1,
                Optional.of(nextAttempt),
                Optional.of(reason)));
  }

  @Override
  public void postpone(DisplayName ca, Instant until) {
    all.replaceAll((_, row) ->
        row.revocation() instanceof Revocation.Due due
                && due.subject().ca().equals(ca)
                && row.nextAttempt().filter(at -> at.isBefore(until)).isPresent()
            ? with(row, due, row.attempts(), Optional.of(until), row.lastError())
            : row);
  }

  private boolean change(StoredRevocation found, UnaryOperator<StoredRevocation> change) {
    var id = found.revocation().id();
    var row = find(id).filter(each -> each.revision() == found.revision());
    row.map(change).ifPresent(next -> all.put(id, next));
    return row.isPresent();
  }

  private static StoredRevocation with(
      StoredRevocation row,
      Revocation next,
      int attempts,
      Optional<Instant> nextAttempt,
      Optional<String> lastError) {
    return new StoredRevocation(
        next,
        row.revision() + 1,
        row.requestedBy(),
        row.requestedAt(),
        row.since(),
        attempts,
        nextAttempt,
        lastError);
  }
}
