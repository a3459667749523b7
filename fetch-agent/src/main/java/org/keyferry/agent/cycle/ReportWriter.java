package org.keyferry.agent.cycle;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.keyferry.agent.install.Installation;
import org.keyferry.agent.probe.Listener;
import org.keyferry.agent.probe.ProbeResult;
import org.keyferry.protocol.agent.Report;
import org.keyferry.protocol.bundle.Manifest;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.SerialNumber;

/// Writes down what a round came to, in the words of the agent API.
final class ReportWriter {

  private final String agentVersion;
  private final Function<Listener, ProbeResult> probe;
  private final InstantSource clock;

  ReportWriter(String agentVersion, Function<Listener, ProbeResult> probe, InstantSource clock) {
    this.agentVersion = agentVersion;
    this.probe = probe;
    this.clock = clock;
  }

  /// @param generation higher than that of every report before
  Report write(
      RoundResult result, Function<Target, Optional<Manifest.Entry>> entries, long generation) {
    return new Report(
        agentVersion,
        generation,
        clock.instant(),
        result.targets().stream()
            .limit(Report.MOST_TARGETS)
            .map(each -> line(each, entries.apply(each.target()), result.trouble()))
            .toList());
  }

  private Report.TargetReport line(
      RoundResult.TargetResult result, Optional<Manifest.Entry> entry, Optional<Trouble> trouble) {
    var target = result.target();
    var current = result.outcome().current();
    var leaf = current.flatMap(version -> leafOnDisk(target, version));
    var installed = leaf.map(ReportWriter::serialOf).orElse(null);
    var listeners = target.listeners().stream().map(this::look).toList();
    var served = servedByAll(listeners);
    return new Report.TargetReport(
        target.name().toString(),
        target.kind().word(),
        entry.map(each -> each.certificate().toString()).orElse(null),
        target.certificate().toString(),
        current.map(Version::toString).orElse(null),
        installed,
        leaf.map(ReportWriter::notAfterOf).orElse(null),
        served,
        listeners,
        stateOf(result.outcome(), installed, listeners),
        null,
        result.outcome().detail().or(() -> trouble.map(Trouble::sentence)).orElse(null));
  }

  /// What is installed may have come to be served, or ceased to be, since the round looked.
  private static String stateOf(
      Outcome outcome, @Nullable String installed, List<Report.ListenerReport> listeners) {
    return switch (outcome) {
      case Outcome.Served _, Outcome.Installed _ -> {
        if (listeners.isEmpty() || installed == null) {
          yield "installed";
        }
        var served = listeners.stream().map(Report.ListenerReport::servedSerial).toList();
        if (served.stream().allMatch(installed::equals)) {
          yield "served";
        }
        var another = served.stream().anyMatch(each -> each != null && !each.equals(installed));
        yield another ? "stale" : "installed";
      }
      case Outcome.RolledBack _, Outcome.Failed _, Outcome.Waiting _ -> outcome.word();
    };
  }

  private static @Nullable String servedByAll(List<Report.ListenerReport> listeners) {
    var serials = listeners.stream().map(Report.ListenerReport::servedSerial).distinct().toList();
    return serials.size() == 1 ? serials.getFirst() : null;
  }

  private Report.ListenerReport look(Listener listener) {
    var address = listener.address().toString();
    var protocol = listener.protocol().word();
    var name = listener.address().serverName().map(DnsName::toString).orElse(null);
    return switch (probe.apply(listener)) {
      case ProbeResult.Served(var leaf) ->
          new Report.ListenerReport(
              address, protocol, name, serialOf(leaf), notAfterOf(leaf), null);
      case ProbeResult.Silent(var reason) ->
          new Report.ListenerReport(address, protocol, name, null, null, reason);
    };
  }

  private static Optional<X509Certificate> leafOnDisk(Target target, Version version) {
    try {
      return Optional.of(Installation.of(target.placement()).leafOf(version));
    } catch (IOException damaged) {
      return Optional.empty();
    }
  }

  private static String serialOf(X509Certificate leaf) {
    return SerialNumber.of(leaf).toString();
  }

  private static Instant notAfterOf(X509Certificate leaf) {
    return leaf.getNotAfter().toInstant();
  }
}
