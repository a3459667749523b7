package org.keyferry.repository.incident.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.incident.Forecast;
import org.keyferry.repository.incident.Incident;
import org.keyferry.repository.incident.IncidentState;
import org.keyferry.repository.incident.NamePattern;
import org.keyferry.repository.incident.Plan;
import org.keyferry.repository.incident.Selection;
import org.keyferry.repository.incident.StoredIncident;
import org.keyferry.repository.incident.Terms;

@Entity
@Table(name = "incident")
@NullUnmarked
class IncidentRow {

  @Id String name;
  @Version long revision;
  String ca;
  String account;

  @Column(name = "key_type")
  String keyType;

  String[] serials;
  String agent;

  @Column(name = "name_pattern")
  String namePattern;

  @Column(name = "issued_from")
  Instant issuedFrom;

  @Column(name = "issued_to")
  Instant issuedTo;

  int canary;

  @Column(name = "wave_size")
  int waveSize;

  @Column(name = "stop_on_error")
  int stopOnError;

  @Column(name = "patience_seconds")
  long patienceSeconds;

  String revoke;
  String rehearsal;
  int certificates;
  int agents;
  int targets;
  String[] notes;

  @Column(name = "planned_by")
  String plannedBy;

  @Column(name = "planned_at")
  Instant plannedAt;

  String state;
  int wave;
  int waves;
  String why;

  IncidentRow take(Incident.Planned incident, Forecast forecast, Actor by, Instant now) {
    name = incident.plan().name().value();
    takeSelection(incident.plan().selection());
    certificates = forecast.certificates();
    agents = forecast.agents();
    targets = forecast.targets();
    notes = forecast.notes().toArray(String[]::new);
    plannedBy = by.value();
    plannedAt = now;
    waves = incident.plan().waves();
    takeState(incident);
    return this;
  }

  void takeState(Incident incident) {
    var terms = incident.plan().terms();
    canary = terms.canary();
    waveSize = terms.waveSize();
    stopOnError = terms.stopOnError();
    patienceSeconds = terms.patience().toSeconds();
    revoke = terms.revoke().map(RevocationReason::toString).orElse(null);
    rehearsal = terms.rehearsal().map(DisplayName::value).orElse(null);
    state = IncidentState.of(incident).toString();
    wave = IncidentState.waveOf(incident);
    why = incident instanceof Incident.Paused paused ? paused.why() : null;
  }

  StoredIncident toStored() {
    return new StoredIncident(
        toIncident(),
        new Forecast(certificates, agents, targets, List.of(notes)),
        revision,
        new Actor(plannedBy),
        plannedAt);
  }

  private void takeSelection(Selection selection) {
    ca = selection.ca().map(DisplayName::value).orElse(null);
    account = selection.account().map(URI::toString).orElse(null);
    keyType = selection.keyType().map(KeyType::toString).orElse(null);
    serials = selection.serials().stream().map(SerialNumber::value).sorted().toArray(String[]::new);
    agent = selection.agent().map(DisplayName::value).orElse(null);
    namePattern = selection.name().map(NamePattern::value).orElse(null);
    issuedFrom = selection.issuedFrom().orElse(null);
    issuedTo = selection.issuedTo().orElse(null);
  }

  private Incident toIncident() {
    var plan = toPlan();
    return switch (IncidentState.valueOf(state.toUpperCase(Locale.ROOT))) {
      case PLANNED -> new Incident.Planned(plan);
      case RUNNING -> new Incident.Running(plan, wave);
      case PAUSED -> new Incident.Paused(plan, wave, why);
      case DONE -> new Incident.Done(plan);
      case ABORTED -> new Incident.Aborted(plan, wave);
    };
  }

  private Plan toPlan() {
    return new Plan(
        new DisplayName(name),
        new Selection(
            Optional.ofNullable(ca).map(DisplayName::new),
            Optional.ofNullable(account).map(URI::create),
            Optional.ofNullable(keyType).map(KeyType::parse),
            Stream.of(serials).map(SerialNumber::new).collect(Collectors.toSet()),
            Optional.ofNullable(agent).map(DisplayName::new),
            Optional.ofNullable(namePattern).map(NamePattern::new),
            Optional.ofNullable(issuedFrom),
            Optional.ofNullable(issuedTo)),
        new Terms(
            canary,
            waveSize,
            stopOnError,
            Duration.ofSeconds(patienceSeconds),
            Optional.ofNullable(revoke).map(RevocationReason::parse),
            Optional.ofNullable(rehearsal).map(DisplayName::new)),
        waves);
  }
}
