package org.keyferry.repository.incident.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.incident.Incident;
import org.keyferry.repository.incident.IncidentState;
import org.keyferry.repository.incident.Replacement;
import org.keyferry.repository.incident.ReplacementState;
import org.keyferry.repository.incident.StoredReplacement;
import org.keyferry.repository.incident.Transition;

@Entity
@Immutable
@Table(name = "incident_transition")
@NullUnmarked
class IncidentTransitionRow {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  Long number;

  String incident;
  String certificate;
  Instant at;
  String state;
  String detail;

  @Column(name = "by")
  String by;

  IncidentTransitionRow take(Incident next, Actor actor, Instant now) {
    incident = next.plan().name().value();
    at = now;
    state = IncidentState.of(next).toString();
    detail = detailOf(next);
    by = actor.value();
    return this;
  }

  IncidentTransitionRow take(StoredReplacement of, Replacement next, Instant now) {
    incident = of.incident().value();
    certificate = of.name().value();
    at = now;
    state = ReplacementState.of(next).toString();
    detail = detailOf(next);
    by = Actor.repository().value();
    return this;
  }

  Transition toTransition() {
    return new Transition(
        number,
        at,
        Optional.ofNullable(certificate).map(DisplayName::new),
        state,
        Optional.ofNullable(detail),
        new Actor(by));
  }

  private static @Nullable String detailOf(Incident incident) {
    var waves = incident.plan().waves();
    return switch (incident) {
      case Incident.Planned planned ->
          planned.plan().waves() + " waves, " + planned.plan().selection();
      case Incident.Running running ->
          "wave "
              + running.wave()
              + "/"
              + waves
              + ", stop on error "
              + running.plan().terms().stopOnError()
              + " %";
      case Incident.Paused paused -> paused.why();
      case Incident.Done _ -> null;
      case Incident.Aborted aborted -> "after wave " + aborted.wave() + "/" + waves;
    };
  }

  private static @Nullable String detailOf(Replacement replacement) {
    return switch (replacement) {
      case Replacement.Waiting _, Replacement.Rehearsed _ -> null;
      case Replacement.Ordered ordered -> "order " + ordered.order();
      case Replacement.Issued issued -> "version " + issued.by();
      case Replacement.Served served -> "version " + served.by();
      case Replacement.Revoked revoked -> "serial " + revoked.subject().serial();
      case Replacement.Failed failed -> failed.reason();
    };
  }
}
