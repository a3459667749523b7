package org.keyferry.repository.incident;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.keyferry.protocol.pki.DisplayName;

/// Writes an [IncidentReport] for people: what was done, when, and what came of each certificate.
public final class MarkdownReport {

  private final IncidentReport report;
  private final StringBuilder text = new StringBuilder();

  private MarkdownReport(IncidentReport report) {
    this.report = report;
  }

  public static String of(IncidentReport report) {
    return new MarkdownReport(report).write();
  }

  private String write() {
    var stored = report.stored();
    var plan = stored.incident().plan();
    var terms = plan.terms();
    line("# Incident " + plan.name());
    line("");
    line("As it stood at " + second(report.at()) + ".");
    line("");
    line("| | |");
    line("|---|---|");
    row("state", stateOf(stored.incident()));
    row("selection", plan.selection().toString());
    row("planned", second(stored.plannedAt()) + " by " + stored.plannedBy().shortName());
    row(
        "concerned",
        stored.forecast().certificates()
            + " certificates, "
            + stored.forecast().agents()
            + " agents, "
            + stored.forecast().targets()
            + " targets");
    row("terms", sentence(terms));
    row("took", took().map(MarkdownReport::shown).orElse("-"));
    line("");
    if (!stored.forecast().notes().isEmpty()) {
      line("Known when it was planned:");
      line("");
      stored.forecast().notes().forEach(note -> line("- " + cell(note)));
      line("");
    }
    waves();
    incidentTransitions();
    failures();
    certificates();
    return text.toString();
  }

  private void waves() {
    line("## Waves");
    line("");
    line("| wave | certificates | served and verified | failed | open | began | settled |");
    line("|---:|---:|---:|---:|---:|---|---|");
    var began = beginnings();
    new TreeMap<>(report.waves())
        .forEach((wave, tally) ->
            row(
                wave,
                tally.total(),
                tally.served(),
                tally.failed(),
                tally.open(),
                Optional.ofNullable(began.get(wave)).map(MarkdownReport::second).orElse("-"),
                settled(wave).map(MarkdownReport::second).orElse("-")));
    line("");
  }

  private void incidentTransitions() {
    line("## What happened to the incident");
    line("");
    line("| at | state | by | detail |");
    line("|---|---|---|---|");
    report.transitions().stream()
        .filter(each -> each.certificate().isEmpty())
        .forEach(each ->
            row(
                second(each.at()),
                each.state(),
                each.by().shortName(),
                each.detail().map(MarkdownReport::cell).orElse("")));
    line("");
  }

  private void failures() {
    var failures =
        report.transitions().stream()
            .filter(each -> each.state().equals(ReplacementState.FAILED.toString()))
            .toList();
    line("## Failures");
    line("");
    if (failures.isEmpty()) {
      line("None.");
    } else {
      line("| at | certificate | reason |");
      line("|---|---|---|");
      failures.forEach(each ->
          row(
              second(each.at()),
              each.certificate().map(DisplayName::value).orElse(""),
              each.detail().map(MarkdownReport::cell).orElse("")));
    }
    line("");
  }

  private void certificates() {
    line("## Certificates");
    line("");
    line("The last time that each came into a state; a dash: it never did.");
    line("");
    line("| certificate | wave | replaced | state | ordered | issued | served | revoked |");
    line("|---|---:|---|---|---|---|---|---|");
    var times = times();
    for (var each : report.certificates()) {
      var subject = each.replacement().subject();
      var reached = times.getOrDefault(each.name(), Map.of());
      row(
          each.name(),
          subject.wave(),
          subject.version() + " (" + subject.serial() + ")",
          ReplacementState.of(each.replacement()),
          time(reached, ReplacementState.ORDERED),
          time(reached, ReplacementState.ISSUED),
          time(reached, ReplacementState.SERVED),
          time(reached, ReplacementState.REVOKED));
    }
  }

  private Map<DisplayName, Map<String, Instant>> times() {
    var times = new LinkedHashMap<DisplayName, Map<String, Instant>>();
    for (var each : report.transitions()) {
      each.certificate()
          .ifPresent(name ->
              times.computeIfAbsent(name, _ -> new LinkedHashMap<>()).put(each.state(), each.at()));
    }
    return times;
  }

  /// When each wave began, by the transitions of the incident: `wave 3/12`.
  private Map<Integer, Instant> beginnings() {
    var began = new TreeMap<Integer, Instant>();
    for (var each : report.transitions()) {
      if (each.certificate().isEmpty()
          && each.state().equals(IncidentState.RUNNING.toString())
          && each.detail().isPresent()) {
        var detail = each.detail().get();
        if (detail.startsWith("wave ") && detail.contains("/")) {
          began.putIfAbsent(
              Integer.valueOf(detail.substring("wave ".length(), detail.indexOf('/'))), each.at());
        }
      }
    }
    return began;
  }

  /// When the last certificate of a wave was settled that has none open.
  private Optional<Instant> settled(int wave) {
    var ofWave =
        report.certificates().stream()
            .filter(each -> each.replacement().subject().wave() == wave)
            .toList();
    return report.waves().getOrDefault(wave, new Tally(Map.of())).open() > 0
        ? Optional.empty()
        : ofWave.stream().map(StoredReplacement::since).max(Instant::compareTo);
  }

  private Optional<Duration> took() {
    var began =
        report.transitions().stream()
            .filter(each -> each.certificate().isEmpty())
            .filter(each -> each.state().equals(IncidentState.RUNNING.toString()))
            .map(Transition::at)
            .findFirst();
    return began.flatMap(start ->
        report.transitions().stream()
            .map(Transition::at)
            .max(Instant::compareTo)
            .map(end -> Duration.between(start, end)));
  }

  private static String stateOf(Incident incident) {
    var state =
        IncidentState.of(incident)
            + ", wave "
            + IncidentState.waveOf(incident)
            + "/"
            + incident.plan().waves();
    return incident instanceof Incident.Paused paused ? state + ": " + paused.why() : state;
  }

  private static String sentence(Terms terms) {
    var parts = new ArrayList<String>(List.of("canary " + terms.canary()));
    parts.add("waves of " + terms.waveSize());
    parts.add("stop when more than " + terms.stopOnError() + " % of a wave fail");
    parts.add("patience " + terms.patience());
    terms.revoke().ifPresent(reason -> parts.add("revoke: " + reason));
    terms.rehearsal().ifPresent(ca -> parts.add("rehearsed at " + ca));
    return String.join(", ", parts);
  }

  private static String time(Map<String, Instant> reached, ReplacementState state) {
    var at = reached.get(state.toString());
    return at == null ? "-" : second(at);
  }

  private void row(Object... cells) {
    text.append('|');
    for (var each : cells) {
      text.append(' ').append(each).append(" |");
    }
    text.append('\n');
  }

  private void line(String of) {
    text.append(of).append('\n');
  }

  /// Text from outside, which must not end the cell that it is in.
  private static String cell(String text) {
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace('\n', ' ');
  }

  private static String second(Instant at) {
    return at.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static String shown(Duration duration) {
    return duration.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
