package org.keyferry.agent.cycle;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keyferry.agent.cycle.RoundResult.TargetResult;
import org.keyferry.agent.cycle.RoundResult.Unwanted;
import org.keyferry.agent.install.Installation;
import org.keyferry.agent.install.Stage;
import org.keyferry.agent.probe.ProbeResult;
import org.keyferry.protocol.agent.Report;
import org.keyferry.protocol.agent.Report.ListenerReport;
import org.keyferry.protocol.agent.Report.TargetReport;
import org.keyferry.protocol.bundle.Manifest;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.SerialNumber;

/// Writes down what a round came to, in the words of the agent API.
///
/// Asks no server: what is reported as presented is what the round's own looks saw, on which its
/// verdict rests. A look of its own might reach another worker and contradict it.
final class ReportWriter {

  /// Of what no target wants.
  private static final String NO_KIND = "none";

  private final String agentVersion;
  private final InstantSource clock;

  ReportWriter(String agentVersion, InstantSource clock) {
    this.agentVersion = agentVersion;
    this.clock = clock;
  }

  /// @param generation higher than that of every report before
  Report write(
      RoundResult result, Function<Target, Optional<Manifest.Entry>> entries, long generation) {
    var lines = new ArrayList<TargetReport>();
    var names = new HashSet<String>();
    for (var each : result.targets()) {
      lines.add(line(each, entries.apply(each.target()), result.trouble()));
      names.add(each.target().name().toString());
    }
    result.unwanted().forEach(each -> lines.add(line(each, names)));
    return new Report(
        agentVersion,
        generation,
        clock.instant(),
        lines.stream().limit(Report.MOST_TARGETS).toList());
  }

  private static TargetReport line(
      TargetResult result, Optional<Manifest.Entry> entry, Optional<Trouble> trouble) {
    var target = result.target();
    var finding = result.finding();
    var current = finding.outcome().current();
    var leaf = current.flatMap(version -> leafOnDisk(target, version));
    var installed = leaf.map(ReportWriter::serialOf).orElse(null);
    var served = finding.servedSerial().orElse(null);
    return new TargetReport(
        target.name().toString(),
        target.kind().word(),
        entry.map(each -> each.certificate().toString()).orElse(null),
        target.certificate().toString(),
        current.map(Version::toString).orElse(null),
        installed,
        leaf.map(ReportWriter::notAfterOf).orElse(null),
        served,
        finding.looks().stream()
            .limit(TargetReport.MOST_LISTENERS)
            .map(ReportWriter::listener)
            .toList(),
        stateOf(finding.outcome(), installed, served),
        finding.stage().map(Stage::word).orElse(null),
        detailOf(finding, trouble).orElse(null));
  }

  /// The disk is read now, and the looks are older: somebody may have been there in between.
  private static String stateOf(
      Outcome outcome, @Nullable String installed, @Nullable String served) {
    return outcome instanceof Outcome.Served(var version)
            && (served == null || !served.equals(installed))
        ? new Outcome.Stale(version, "").word()
        : outcome.word();
  }

  /// A freeze comes first: it is about everything that follows. Other trouble with the repository
  /// only matters where nothing worse is to be told.
  private static Optional<String> detailOf(Finding finding, Optional<Trouble> trouble) {
    var detail = finding.outcome().detail();
    var told =
        trouble
            .filter(each -> each.frozenSince().isPresent() || detail.isEmpty())
            .map(Trouble::sentence);
    var all =
        Stream.of(told, detail, finding.remark())
            .flatMap(Optional::stream)
            .collect(Collectors.joining("; "));
    return all.isEmpty() ? Optional.empty() : Optional.of(all);
  }

  private static TargetReport line(Unwanted unwanted, Set<String> names) {
    var name = unwanted.name().toString();
    return new TargetReport(
        names.contains(name) ? unwanted.certificate().toString() : name,
        NO_KIND,
        unwanted.certificate().toString(),
        name,
        null,
        null,
        null,
        null,
        List.of(),
        new Outcome.Waiting(Optional.empty(), unwanted.detail()).word(),
        null,
        unwanted.detail());
  }

  private static ListenerReport listener(Look look) {
    var address = look.listener().address();
    var protocol = look.listener().protocol().word();
    var name = address.serverName().map(DnsName::toString).orElse(null);
    return switch (look.result()) {
      case ProbeResult.Served(var leaf) ->
          new ListenerReport(
              address.toString(), protocol, name, serialOf(leaf), notAfterOf(leaf), null);
      case ProbeResult.Silent(var reason) ->
          new ListenerReport(address.toString(), protocol, name, null, null, reason);
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
