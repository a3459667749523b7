package org.keyferry.repository.incident.rest;

import java.net.URI;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import org.keyferry.protocol.officer.IncidentCertificateView;
import org.keyferry.protocol.officer.IncidentReportView;
import org.keyferry.protocol.officer.IncidentReportView.TransitionView;
import org.keyferry.protocol.officer.IncidentSelection;
import org.keyferry.protocol.officer.IncidentView;
import org.keyferry.protocol.officer.IncidentView.WaveView;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.repository.incident.Incident;
import org.keyferry.repository.incident.IncidentReport;
import org.keyferry.repository.incident.IncidentState;
import org.keyferry.repository.incident.NamePattern;
import org.keyferry.repository.incident.Replacement;
import org.keyferry.repository.incident.ReplacementState;
import org.keyferry.repository.incident.Selection;
import org.keyferry.repository.incident.StoredIncident;
import org.keyferry.repository.incident.StoredReplacement;
import org.keyferry.repository.incident.Tally;
import org.keyferry.repository.incident.Transition;

/// Incidents as officers see them.
final class IncidentViews {

  private IncidentViews() {}

  static IncidentView of(StoredIncident stored, Map<Integer, Tally> tallies) {
    var incident = stored.incident();
    var plan = incident.plan();
    var terms = plan.terms();
    var forecast = stored.forecast();
    return new IncidentView(
        plan.name().value(),
        of(plan.selection()),
        terms.canary(),
        terms.waveSize(),
        terms.stopOnError(),
        terms.patience().toString(),
        terms.revoke().map(RevocationReason::toString).orElse(null),
        terms.rehearsal().map(DisplayName::value).orElse(null),
        IncidentState.of(incident).toString(),
        IncidentState.waveOf(incident),
        plan.waves(),
        incident instanceof Incident.Paused paused ? paused.why() : null,
        forecast.certificates(),
        tallies.values().stream().mapToInt(Tally::served).sum(),
        tallies.values().stream().mapToInt(Tally::failed).sum(),
        forecast.agents(),
        forecast.targets(),
        forecast.notes(),
        new TreeMap<>(tallies)
            .entrySet().stream().map(each -> of(each.getKey(), each.getValue())).toList(),
        stored.plannedBy().shortName(),
        stored.plannedAt());
  }

  static IncidentCertificateView of(StoredReplacement stored) {
    var replacement = stored.replacement();
    var subject = replacement.subject();
    return new IncidentCertificateView(
        stored.name().value(),
        subject.wave(),
        subject.version().toString(),
        subject.serial().value(),
        ReplacementState.of(replacement).toString(),
        replacement instanceof Replacement.Failed failed ? failed.reason() : null,
        stored.since());
  }

  static IncidentReportView of(IncidentReport report) {
    return new IncidentReportView(
        of(report.stored(), report.waves()),
        report.certificates().stream().map(IncidentViews::of).toList(),
        report.transitions().stream().map(IncidentViews::of).toList(),
        report.at());
  }

  private static TransitionView of(Transition transition) {
    return new TransitionView(
        transition.at(),
        transition.certificate().map(DisplayName::value).orElse(null),
        transition.state(),
        transition.detail().orElse(null),
        transition.by().shortName());
  }

  private static WaveView of(int wave, Tally tally) {
    return new WaveView(
        wave,
        tally.total(),
        tally.in(ReplacementState.WAITING),
        tally.in(ReplacementState.ORDERED),
        tally.in(ReplacementState.ISSUED),
        tally.in(ReplacementState.SERVED),
        tally.in(ReplacementState.REVOKED),
        tally.in(ReplacementState.REHEARSED),
        tally.in(ReplacementState.FAILED));
  }

  private static IncidentSelection of(Selection selection) {
    return new IncidentSelection(
        selection.ca().map(DisplayName::value).orElse(null),
        selection.account().map(URI::toString).orElse(null),
        selection.keyType().map(KeyType::toString).orElse(null),
        selection.serials().stream()
            .map(SerialNumber::value)
            .sorted(Comparator.naturalOrder())
            .toList(),
        selection.agent().map(DisplayName::value).orElse(null),
        selection.name().map(NamePattern::value).orElse(null),
        selection.issuedFrom().orElse(null),
        selection.issuedTo().orElse(null));
  }
}
