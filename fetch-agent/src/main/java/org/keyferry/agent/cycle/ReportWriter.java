package org.keyferry.agent.cycle;

import java.io.IOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;
import org.keyferry.agent.install.Installation;
import org.keyferry.agent.probe.ProbeAddress;
import org.keyferry.agent.probe.ProbeResult;
import org.keyferry.protocol.agent.Report;
import org.keyferry.protocol.bundle.Manifest;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.SerialNumber;

/// Writes down what a round came to, in the words of the agent API.
final class ReportWriter {

  private final String agentVersion;
  private final Function<ProbeAddress, ProbeResult> probe;
  private final InstantSource clock;

  ReportWriter(
      String agentVersion, Function<ProbeAddress, ProbeResult> probe, InstantSource clock) {
    this.agentVersion = agentVersion;
    this.probe = probe;
    this.clock = clock;
  }

  Report write(RoundResult result, Function<Target, Optional<Manifest.Entry>> entries) {
    return new Report(
        agentVersion,
        clock.instant(),
        result.targets().stream()
            .map(each -> line(each, entries.apply(each.target()), result.trouble()))
            .toList());
  }

  private Report.TargetReport line(
      RoundResult.TargetResult result, Optional<Manifest.Entry> entry, Optional<Trouble> trouble) {
    var target = result.target();
    var current = result.outcome().current();
    return new Report.TargetReport(
        target.name().toString(),
        entry.map(each -> each.certificate().toString()).orElse(null),
        target.certificate().toString(),
        current.map(Version::toString).orElse(null),
        current.flatMap(version -> serialOnDisk(target, version)).orElse(null),
        target.probe().flatMap(this::serialServed).orElse(null),
        result.outcome().word(),
        result.outcome().detail().or(() -> trouble.map(Trouble::sentence)).orElse(null));
  }

  private static Optional<String> serialOnDisk(Target target, Version version) {
    try {
      var leaf = Installation.of(target.placement()).leafOf(version);
      return Optional.of(SerialNumber.of(leaf).toString());
    } catch (IOException damaged) {
      return Optional.empty();
    }
  }

  private Optional<String> serialServed(ProbeAddress address) {
    return switch (probe.apply(address)) {
      case ProbeResult.Served(var leaf) -> Optional.of(SerialNumber.of(leaf).toString());
      case ProbeResult.Silent _ -> Optional.empty();
    };
  }
}
