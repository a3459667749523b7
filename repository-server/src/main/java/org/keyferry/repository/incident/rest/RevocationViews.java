package org.keyferry.repository.incident.rest;

import jakarta.enterprise.context.ApplicationScoped;
import org.keyferry.protocol.officer.RevocationView;
import org.keyferry.repository.incident.RevocationDesk;
import org.keyferry.repository.incident.RevocationState;
import org.keyferry.repository.incident.StoredRevocation;
import org.keyferry.repository.issuance.OrderDesk;

/// Revocations as officers see them.
@ApplicationScoped
class RevocationViews {

  private final OrderDesk certificates;

  RevocationViews(OrderDesk certificates) {
    this.certificates = certificates;
  }

  RevocationView of(StoredRevocation stored) {
    var revocation = stored.revocation();
    var subject = revocation.subject();
    var state = RevocationState.of(revocation);
    return new RevocationView(
        revocation.id().toString(),
        certificates.nameOf(subject.certificate()).value(),
        subject.version().toString(),
        subject.serial().value(),
        subject.ca().value(),
        subject.reason().toString(),
        subject.key().toString(),
        state.toString(),
        state.stage(),
        RevocationDesk.deadlineOf(revocation).orElse(null),
        stored.attempts(),
        stored.nextAttempt().orElse(null),
        stored.lastError().orElse(null),
        stored.requestedBy().shortName(),
        stored.requestedAt());
  }
}
