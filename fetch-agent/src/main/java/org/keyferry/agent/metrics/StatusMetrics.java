package org.keyferry.agent.metrics;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keyferry.agent.cycle.StatusPage;

/// A status page as metrics: base units, times as seconds since 1970, counters that only rise.
final class StatusMetrics {

  static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

  private static final String PREFIX = "keyferry_agent_";
  private static final double NANOS = 1e9;
  private static final List<String> STATES =
      List.of("served", "installed", "stale", "held", "rolled-back", "failed", "waiting");

  private final StatusPage page;
  private final String version;
  private final List<MetricSnapshot> all = new ArrayList<>();

  private StatusMetrics(StatusPage page, String version) {
    this.page = page;
    this.version = version;
  }

  static byte[] of(StatusPage page, String version) {
    return new StatusMetrics(page, version).written();
  }

  private byte[] written() {
    host();
    targets();
    var out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(out, new MetricSnapshots(all));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toByteArray();
  }

  private void host() {
    all.add(
        InfoSnapshot.builder()
            .name("keyferry_agent")
            .help("The agent of this host; empty labels before it is enrolled.")
            .dataPoint(
                InfoDataPointSnapshot.builder()
                    .labels(
                        Labels.of(
                            "version",
                            version,
                            "agent",
                            page.agent().map(StatusPage.Identity::id).orElse(""),
                            "name",
                            page.agent().map(StatusPage.Identity::name).orElse("")))
                    .build())
            .build());
    time("last_round_timestamp_seconds", "When a round ended last.", page.lastRound());
    time(
        "last_contact_timestamp_seconds", "When the repository answered last.", page.lastContact());
    time(
        "manifest_fresh_until_timestamp_seconds",
        "Until when what the repository said last is believed.",
        page.manifest().map(StatusPage.Freshness::freshUntil));
    number(
        "frozen",
        "1 if nothing fresh has come from the repository for hours.",
        page.frozenSince().isPresent() ? 1 : 0);
    time(
        "identity_not_after_timestamp_seconds",
        "When the identity of this host expires.",
        page.agent().map(StatusPage.Identity::expires));
    time(
        "identity_renewal_timestamp_seconds",
        "From when on the identity is renewed.",
        page.agent().map(StatusPage.Identity::renewalDue));
    var rounds =
        CounterSnapshot.builder()
            .name(PREFIX + "rounds")
            .help("Rounds by how they ended: ok, or where they failed.");
    page.tally()
        .roundsByEnd()
        .forEach((end, count) -> rounds.dataPoint(counted(count, Labels.of("end", end))));
    all.add(rounds.build());
    number(
        "round_failures",
        "Rounds in a row that did not come to their end; the agent backs off.",
        (double) page.tally().failures());
    all.add(
        CounterSnapshot.builder()
            .name(PREFIX + "bundles_fetched")
            .help("Bundles that were fetched from the repository.")
            .dataPoint(counted(page.tally().bundles(), Labels.EMPTY))
            .build());
    number(
        "unwanted_certificates",
        "Certificates for this host that no target names.",
        page.unwanted().size());
  }

  private void targets() {
    var installed =
        gauge("installed_not_after_timestamp_seconds", "When what is installed expires.");
    var served =
        gauge("served_not_after_timestamp_seconds", "When what the listener presented expires.");
    var same =
        gauge("served_is_installed", "1 if the listener presented what is installed, else 0.");
    var state = gauge("target_state", "1 for the state of the target, 0 for all others.");
    var failures = gauge("target_failures", "Tries in a row that failed.");
    var nextTry =
        gauge("target_next_try_timestamp_seconds", "Until when the target rests or waits.");
    var installs = counter("installs", "Versions that were put in force.");
    var rollbacks = counter("rollbacks", "Versions that were taken back.");
    for (var target : page.targets()) {
      var labels = Labels.of("target", target.target(), "certificate", target.certificate());
      target.notAfter().ifPresent(at -> installed.dataPoint(measured(seconds(at), labels)));
      for (var each : STATES) {
        state.dataPoint(
            measured(target.state().equals(each) ? 1 : 0, labels.merge(Labels.of("state", each))));
      }
      failures.dataPoint(measured(target.failures(), labels));
      target.nextTry().ifPresent(at -> nextTry.dataPoint(measured(seconds(at), labels)));
      installs.dataPoint(counted(target.installs(), labels));
      rollbacks.dataPoint(counted(target.rollbacks(), labels));
      for (var listener : target.listeners()) {
        var where =
            labels.merge(
                Labels.of(
                    "protocol",
                    listener.protocol(),
                    "address",
                    listener.address(),
                    "server_name",
                    listener.serverName().orElse("")));
        listener.notAfter().ifPresent(at -> served.dataPoint(measured(seconds(at), where)));
        same.dataPoint(
            measured(
                listener.serial().isPresent() && listener.serial().equals(target.serial()) ? 1 : 0,
                where));
      }
    }
    for (var each : List.of(installed, served, same, state, failures, nextTry)) {
      all.add(each.build());
    }
    all.add(installs.build());
    all.add(rollbacks.build());
  }

  /// Nothing is said of what never was.
  private void time(String name, String help, Optional<Instant> at) {
    at.ifPresent(instant -> number(name, help, seconds(instant)));
  }

  private void number(String name, String help, double value) {
    all.add(gauge(name, help).dataPoint(measured(value, Labels.EMPTY)).build());
  }

  private static GaugeSnapshot.Builder gauge(String name, String help) {
    return GaugeSnapshot.builder().name(PREFIX + name).help(help);
  }

  private static CounterSnapshot.Builder counter(String name, String help) {
    return CounterSnapshot.builder().name(PREFIX + name).help(help);
  }

  private static GaugeDataPointSnapshot measured(double value, Labels labels) {
    return GaugeDataPointSnapshot.builder().value(value).labels(labels).build();
  }

  private static CounterDataPointSnapshot counted(long value, Labels labels) {
    return CounterDataPointSnapshot.builder().value((double) value).labels(labels).build();
  }

  private static double seconds(Instant at) {
    return at.getEpochSecond() + at.getNano() / NANOS;
  }
}
