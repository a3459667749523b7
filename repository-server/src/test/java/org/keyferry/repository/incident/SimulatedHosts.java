package org.keyferry.repository.incident;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.custody.RepositoryIdentities;
import org.keyferry.repository.delivery.Expectation;
import org.keyferry.repository.delivery.Expectations;
import org.keyferry.repository.delivery.HostReport;
import org.keyferry.repository.delivery.ReportDesk;
import org.keyferry.repository.delivery.ServedListener;
import org.keyferry.repository.delivery.ServedTarget;
import org.keyferry.repository.delivery.TestFleet.Host;

/// Hosts that serve what they should a round later, and say so; or go back, as long as a test has
/// broken their servers.
final class SimulatedHosts {

  private static final int LISTENERS = 1;

  final Set<DisplayName> broken = new HashSet<>();
  private final List<Host> hosts;
  private final Expectations expectations;
  private final ReportDesk reports;
  private final InstantSource clock;
  private final Map<AgentId, Map<DisplayName, Expectation.Newest>> installed = new HashMap<>();
  private final Map<AgentId, Long> generations = new HashMap<>();

  SimulatedHosts(
      List<Host> hosts, Expectations expectations, ReportDesk reports, InstantSource clock) {
    this.hosts = List.copyOf(hosts);
    this.expectations = expectations;
    this.reports = reports;
    this.clock = clock;
  }

  /// Every host that has something to say reports.
  void round() {
    var expected = expectations.of(hosts.stream().map(Host::id).toList());
    for (var host : hosts) {
      var wanted = newestOf(expected.getOrDefault(host.id(), List.of()));
      var present = installed.computeIfAbsent(host.id(), _ -> new HashMap<>());
      if (!wanted.equals(present)) {
        if (!broken.contains(host.name())) {
          present.putAll(wanted);
        }
        report(host, wanted, present);
      }
    }
  }

  private static Map<DisplayName, Expectation.Newest> newestOf(List<Expectation> expected) {
    var newest = new HashMap<DisplayName, Expectation.Newest>();
    expected.forEach(each -> each.newest().ifPresent(version -> newest.put(each.name(), version)));
    return newest;
  }

  private void report(
      Host host,
      Map<DisplayName, Expectation.Newest> wanted,
      Map<DisplayName, Expectation.Newest> present) {
    var now = clock.instant();
    var generation = generations.merge(host.id(), 1L, Long::sum);
    var targets = new ArrayList<ServedTarget>();
    wanted.forEach((certificate, newest) ->
        Optional.ofNullable(present.get(certificate))
            .ifPresent(version ->
                targets.add(target(host, certificate, version, version.equals(newest), now))));
    reports.take(
        new HostReport(host.id(), "1.0", generation, now, now, targets),
        RepositoryIdentities.thumbprintOf(host.identity().certificate()),
        Thumbprint.of(host.id() + " " + generation));
  }

  private static ServedTarget target(
      Host host,
      DisplayName certificate,
      Expectation.Newest version,
      boolean isNewest,
      Instant now) {
    var serial = Optional.of(version.serial());
    return new ServedTarget(
        host.id(),
        certificate,
        new DisplayName("nginx"),
        Optional.empty(),
        certificate,
        Optional.of(version.version()),
        serial,
        Optional.of(now.plus(Duration.ofDays(90))),
        serial,
        listeners(serial, now),
        isNewest ? ServedTarget.State.SERVED : ServedTarget.State.ROLLED_BACK,
        Optional.of(isNewest ? ServedTarget.Stage.REPORT : ServedTarget.Stage.VALIDATE),
        isNewest ? Optional.empty() : Optional.of("nginx -t failed: no such directive"),
        now,
        now);
  }

  private static List<ServedListener> listeners(Optional<SerialNumber> serial, Instant now) {
    var listeners = new ArrayList<ServedListener>();
    for (var each = 0; each < LISTENERS; each++) {
      listeners.add(
          new ServedListener(
              "127.0.0.1:" + (443 + each),
              ServedListener.Protocol.TLS,
              Optional.empty(),
              serial,
              Optional.of(now.plus(Duration.ofDays(90))),
              Optional.empty(),
              now));
    }
    return listeners;
  }
}
