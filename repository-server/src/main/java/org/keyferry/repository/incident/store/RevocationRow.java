package org.keyferry.repository.incident.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.incident.Revocation;
import org.keyferry.repository.incident.Revocation.Subject;
import org.keyferry.repository.incident.RevocationId;
import org.keyferry.repository.incident.RevocationKey;
import org.keyferry.repository.incident.RevocationState;
import org.keyferry.repository.incident.StoredRevocation;

@Entity
@Table(name = "revocation")
@NullUnmarked
class RevocationRow {

  @Id UUID id;
  @Version long revision;
  UUID certificate;
  int epoch;
  long counter;
  String serial;
  String ca;
  String reason;
  String key;

  @Column(name = "requested_by")
  String requestedBy;

  @Column(name = "requested_at")
  Instant requestedAt;

  String state;
  Instant since;
  Instant deadline;

  @Column(name = "revoked_at")
  Instant revokedAt;

  int attempts;

  @Column(name = "next_attempt")
  Instant nextAttempt;

  @Column(name = "last_error")
  String lastError;

  RevocationRow take(Revocation revocation, Actor by, Instant now) {
    var subject = revocation.subject();
    id = revocation.id().value();
    certificate = subject.certificate().value();
    epoch = subject.version().epoch();
    counter = subject.version().counter();
    serial = subject.serial().value();
    ca = subject.ca().value();
    reason = subject.reason().toString();
    requestedBy = by.value();
    requestedAt = now;
    takeState(revocation, now);
    return this;
  }

  void takeState(Revocation revocation, Instant now) {
    key = revocation.subject().key().toString();
    state = RevocationState.of(revocation).toString();
    since = now;
    attempts = 0;
    lastError = null;
    nextAttempt = null;
    switch (revocation) {
      case Revocation.Held held -> {
        deadline = held.deadline().orElse(null);
        nextAttempt = now;
      }
      case Revocation.Due _ -> nextAttempt = now;
      case Revocation.Revoked done -> revokedAt = done.at();
      case Revocation.Refused refused -> lastError = refused.reason();
      case Revocation.Withdrawn _ -> {}
    }
  }

  StoredRevocation toStored() {
    return new StoredRevocation(
        toRevocation(),
        revision,
        new Actor(requestedBy),
        requestedAt,
        since,
        attempts,
        Optional.ofNullable(nextAttempt),
        Optional.ofNullable(lastError));
  }

  private Revocation toRevocation() {
    var known = new RevocationId(id);
    var subject =
        new Subject(
            new CertificateId(certificate),
            new org.keyferry.protocol.bundle.Version(epoch, counter),
            new SerialNumber(serial),
            new DisplayName(ca),
            RevocationReason.parse(reason),
            RevocationKey.valueOf(key.toUpperCase(Locale.ROOT)));
    return switch (RevocationState.valueOf(state.toUpperCase(Locale.ROOT))) {
      case HELD -> new Revocation.Held(known, subject, Optional.ofNullable(deadline));
      case DUE -> new Revocation.Due(known, subject);
      case REVOKED -> new Revocation.Revoked(known, subject, revokedAt);
      case REFUSED -> new Revocation.Refused(known, subject, lastError);
      case WITHDRAWN -> new Revocation.Withdrawn(known, subject);
    };
  }
}
