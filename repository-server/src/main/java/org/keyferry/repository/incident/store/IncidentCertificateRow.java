package org.keyferry.repository.incident.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.repository.incident.Replacement;
import org.keyferry.repository.incident.ReplacementState;
import org.keyferry.repository.incident.StoredReplacement;
import org.keyferry.repository.issuance.OrderId;

@Entity
@IdClass(IncidentCertificateRow.Key.class)
@Table(name = "incident_certificate")
@NullUnmarked
class IncidentCertificateRow {

  @Id String incident;
  @Id UUID certificate;
  String name;
  @Version long revision;
  int wave;
  int epoch;
  long counter;
  String serial;
  String state;

  @Column(name = "acme_order")
  UUID acmeOrder;

  @Column(name = "by_epoch")
  Integer byEpoch;

  @Column(name = "by_counter")
  Long byCounter;

  @Column(name = "begun_at")
  Instant begunAt;

  String reason;
  Instant since;

  IncidentCertificateRow take(
      DisplayName ofIncident, String named, Replacement.Waiting waiting, Instant now) {
    var subject = waiting.subject();
    incident = ofIncident.value();
    certificate = subject.certificate().value();
    name = named;
    wave = subject.wave();
    epoch = subject.version().epoch();
    counter = subject.version().counter();
    serial = subject.serial().value();
    takeState(waiting, now);
    return this;
  }

  void takeState(Replacement replacement, Instant now) {
    state = ReplacementState.of(replacement).toString();
    since = now;
    reason = null;
    switch (replacement) {
      case Replacement.Waiting _ -> begunAt = null;
      case Replacement.Ordered ordered -> {
        acmeOrder = ordered.order().value();
        begunAt = ordered.begun();
      }
      case Replacement.Issued issued -> {
        replacedBy(issued.by());
        begunAt = issued.begun();
      }
      case Replacement.Served served -> replacedBy(served.by());
      case Replacement.Revoked revoked -> replacedBy(revoked.by());
      case Replacement.Rehearsed _ -> {}
      case Replacement.Failed failed -> reason = failed.reason();
    }
  }

  private void replacedBy(org.keyferry.protocol.bundle.Version version) {
    byEpoch = version.epoch();
    byCounter = version.counter();
  }

  StoredReplacement toStored() {
    return new StoredReplacement(
        new DisplayName(incident), new DisplayName(name), toReplacement(), revision, since);
  }

  private Replacement toReplacement() {
    var subject =
        new Replacement.Subject(
            new CertificateId(certificate),
            new org.keyferry.protocol.bundle.Version(epoch, counter),
            new SerialNumber(serial),
            wave);
    return switch (ReplacementState.valueOf(state.toUpperCase(Locale.ROOT))) {
      case WAITING -> new Replacement.Waiting(subject);
      case ORDERED -> new Replacement.Ordered(subject, new OrderId(acmeOrder), begunAt);
      case ISSUED -> new Replacement.Issued(subject, by(), begunAt);
      case SERVED -> new Replacement.Served(subject, by());
      case REVOKED -> new Replacement.Revoked(subject, by());
      case REHEARSED -> new Replacement.Rehearsed(subject);
      case FAILED -> new Replacement.Failed(subject, reason);
    };
  }

  private org.keyferry.protocol.bundle.Version by() {
    return new org.keyferry.protocol.bundle.Version(byEpoch, byCounter);
  }

  record Key(String incident, UUID certificate) {}
}
