package org.keyferry.repository.incident;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.InstantSource;
import java.util.List;
import org.jboss.logging.Logger;
import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEvent;
import org.keyferry.repository.certificate.CertificateVersions;
import org.keyferry.repository.incident.ReplacementOrders.Standing;

/// Notes down how an incident fares, each time in one transaction with all that follows from it.
@ApplicationScoped
@Transactional
public class IncidentBook {

  private static final Logger LOG = Logger.getLogger(IncidentBook.class);

  private final Incidents incidents;
  private final ReplacementOrders orders;
  private final RevocationRequests revocations;
  private final CertificateVersions versions;
  private final Audit audit;
  private final InstantSource clock;

  public IncidentBook(
      Incidents incidents,
      ReplacementOrders orders,
      RevocationRequests revocations,
      CertificateVersions versions,
      Audit audit,
      InstantSource clock) {
    this.incidents = incidents;
    this.orders = orders;
    this.revocations = revocations;
    this.versions = versions;
    this.audit = audit;
    this.clock = clock;
  }

  /// Notes what is going to be done.
  ///
  /// @return false if another incident has the name; then nothing is written
  boolean plan(
      Incident.Planned incident, Forecast forecast, List<Replacement.Waiting> waiting, Actor by) {
    if (!incidents.add(incident, forecast, waiting, by, clock.instant())) {
      return false;
    }
    var plan = incident.plan();
    audit.record(
        AuditEvent.of("incident.planned", by, plan.name().value())
            .with("selection", plan.selection())
            .with("certificates", forecast.certificates())
            .with("waves", plan.waves())
            .with("revoke", plan.terms().revoke().map(Object::toString).orElse("-"))
            .with("rehearsal", plan.terms().rehearsal().map(Object::toString).orElse("-")));
    return true;
  }

  /// Notes what the repository decided.
  ///
  /// @return false if somebody else was faster; then nothing is written
  public boolean enter(StoredIncident found, Incident next) {
    return enter(found, next, Actor.repository());
  }

  /// @return false if somebody else was faster; then nothing is written
  boolean enter(StoredIncident found, Incident next, Actor by) {
    if (!incidents.replace(found, next, by, clock.instant())) {
      return false;
    }
    var name = next.plan().name();
    var event =
        AuditEvent.of("incident." + IncidentState.of(next), by, name.value())
            .with("wave", IncidentState.waveOf(next) + "/" + next.plan().waves());
    if (next instanceof Incident.Paused(_, var wave, var why)) {
      audit.record(event.with("why", why));
      LOG.warnf("incident paused incident=%s wave=%d why=\"%s\"", name, wave, why);
    } else {
      audit.record(event);
      LOG.infof(
          "incident moved incident=%s state=%s wave=%d",
          name, IncidentState.of(next), IncidentState.waveOf(next));
    }
    return true;
  }

  /// Notes how a certificate fares.
  ///
  /// @return false if somebody else was faster; then nothing is written
  public boolean note(StoredReplacement found, Replacement next) {
    if (!incidents.replace(found, next, clock.instant())) {
      return false;
    }
    if (next instanceof Replacement.Failed(_, var reason)) {
      LOG.warnf(
          "replacement failed incident=%s certificate=%s reason=\"%s\"",
          found.incident(), found.name(), reason);
    } else {
      LOG.infof(
          "replacement moved incident=%s certificate=%s state=%s",
          found.incident(), found.name(), ReplacementState.of(next));
    }
    return true;
  }

  /// Orders a newer version of a certificate, unless there is one or somebody did; only while the
  /// incident is running.
  ///
  /// @return false if it is not, or somebody else was faster; then nothing is written
  public boolean begin(StoredReplacement found, Replacement.Waiting waiting) {
    var incident = incidents.held(found.incident()).map(StoredIncident::incident);
    if (incident.filter(Incident.Running.class::isInstance).isEmpty()) {
      return false;
    }
    var terms = incident.get().plan().terms();
    var now = clock.instant();
    var subject = waiting.subject();
    return note(
        found,
        switch (orders.standing(terms, subject)) {
          case Standing.Published newer -> waiting.overtaken(newer.version(), now);
          case Standing.UnderWay underWay -> waiting.ordered(underWay.order(), now);
          case Standing.Nothing _, Standing.Ended _, Standing.Proven _ ->
              waiting.ordered(orders.order(terms, subject), now);
        });
  }

  /// Has the version revoked that was replaced, unless that is under way.
  public void requestRevocation(Replacement.Served served, RevocationReason reason) {
    var subject = served.subject();
    revocations.requestNow(
        versions
            .find(subject.certificate(), subject.version())
            .orElseThrow(() -> new IllegalStateException("versions are never removed")),
        reason);
  }
}
