package org.keyferry.repository.delivery;

import static java.util.stream.Collectors.toMap;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.agent.Agent;
import org.keyferry.repository.agent.AgentDesk;
import org.keyferry.repository.certificate.Certificates;
import org.keyferry.repository.delivery.DriftRules.Claim;

/// What every host should hold, holds, and serves, and what is wrong with it. A large fleet is read
/// in batches, each in transactions of its own.
@ApplicationScoped
public class InventoryDesk {

  private static final int BATCH = 200;

  private final AgentDesk agents;
  private final Expectations expectations;
  private final ServedTargets targets;
  private final Certificates certificates;
  private final DeliveryConfig config;
  private final InstantSource clock;

  InventoryDesk(
      AgentDesk agents,
      Expectations expectations,
      ServedTargets targets,
      Certificates certificates,
      DeliveryConfig config,
      InstantSource clock) {
    this.agents = agents;
    this.expectations = expectations;
    this.targets = targets;
    this.certificates = certificates;
    this.config = config;
    this.clock = clock;
  }

  /// Lines in the order of their agents' names, without those of revoked agents.
  ///
  /// @param after where the page before ended
  /// @throws org.keyferry.protocol.problem.ProblemException NOT_FOUND if there is no such agent
  public List<InventoryLine> page(
      Selection selection, Optional<InventoryLine.Key> after, int limit) {
    var lines = new ArrayList<InventoryLine>();
    var source = selection.agent().isPresent() ? one(selection.agent().get()) : from(after);
    for (var batch = source.next(); !batch.isEmpty(); batch = source.next()) {
      for (var host : hostsOf(batch)) {
        host.lines().stream()
            .filter(line -> isBehind(line.key(), after))
            .filter(selection::takes)
            .limit(limit - (long) lines.size())
            .forEach(lines::add);
        if (lines.size() == limit) {
          return lines;
        }
      }
    }
    return lines;
  }

  /// Reads the whole inventory.
  public FleetSummary summary() {
    var count = new Count();
    var source = from(Optional.empty());
    for (var batch = source.next(); !batch.isEmpty(); batch = source.next()) {
      hostsOf(batch).forEach(count);
    }
    return count.summary();
  }

  private static boolean isBehind(InventoryLine.Key key, Optional<InventoryLine.Key> after) {
    return after
        .filter(last -> last.agent().equals(key.agent()))
        .map(last -> InventoryLine.Key.WITHIN_AN_AGENT.compare(key, last) > 0)
        .orElse(true);
  }

  private Batches one(DisplayName name) {
    var agent = new ArrayList<>(List.of(agents.named(name)));
    return () -> {
      var batch = List.copyOf(agent);
      agent.clear();
      return batch;
    };
  }

  /// Begins with the agent at which the page before ended: it may have more lines.
  private Batches from(Optional<InventoryLine.Key> after) {
    var first = new ArrayList<Agent>();
    var last = new ArrayList<DisplayName>();
    after.ifPresent(key -> {
      last.add(key.agent());
      agents.find(key.agent()).ifPresent(first::add);
    });
    return () -> {
      if (!first.isEmpty()) {
        var batch = List.copyOf(first);
        first.clear();
        return batch;
      }
      var batch = agents.page(last.stream().findFirst(), BATCH);
      last.clear();
      if (!batch.isEmpty()) {
        last.add(batch.getLast().name());
      }
      return batch;
    };
  }

  private List<Host> hostsOf(List<Agent> batch) {
    var now = clock.instant();
    var ids = batch.stream().map(Agent::id).toList();
    var expected = expectations.of(ids);
    var reports = targets.last(ids);
    return batch.stream()
        .map(agent ->
            hostOf(
                agent,
                expected.getOrDefault(agent.id(), List.of()),
                Optional.ofNullable(reports.get(agent.id())),
                now))
        .toList();
  }

  private Host hostOf(
      Agent agent, List<Expectation> expected, Optional<HostReport> report, Instant now) {
    var contact =
        Stream.of(
                Optional.of(agent.enrolledAt()),
                agents.lastSeen(agent),
                report.map(HostReport::receivedAt))
            .flatMap(Optional::stream)
            .max(Comparator.naturalOrder())
            .orElseThrow();
    var silence =
        contact.plus(config.silentAfter()).isBefore(now)
            ? Optional.of(
                new Drift(Drift.Kind.SILENT_AGENT, contact, "the agent last called at " + contact))
            : Optional.<Drift>empty();
    return new Host(
        agent, report, silence.isPresent(), linesOf(agent, expected, report, silence, now));
  }

  private List<InventoryLine> linesOf(
      Agent agent,
      List<Expectation> expected,
      Optional<HostReport> report,
      Optional<Drift> silence,
      Instant now) {
    var rules = new DriftRules(now);
    var byName = expected.stream().collect(toMap(Expectation::name, Function.identity()));
    var reported = report.map(HostReport::targets).orElse(List.of());
    var claimed = reported.stream().map(ServedTarget::certificate).toList();
    var unclaimed =
        expected.stream()
            .filter(each -> !claimed.contains(each.name()))
            .map(each ->
                lineOf(
                    agent,
                    each.name(),
                    Optional.of(each),
                    Optional.empty(),
                    with(rules.ofUnclaimed(each), silence)));
    var targeted =
        reported.stream()
            .map(target -> {
              var match = Optional.ofNullable(byName.get(target.certificate()));
              return lineOf(
                  agent,
                  target.certificate(),
                  match,
                  Optional.of(target),
                  with(rules.of(target, claimOf(target, match)), silence));
            });
    return Stream.concat(unclaimed, targeted)
        .sorted(Comparator.comparing(InventoryLine::key, InventoryLine.Key.WITHIN_AN_AGENT))
        .toList();
  }

  private Claim claimOf(ServedTarget target, Optional<Expectation> expected) {
    if (expected.isPresent()) {
      return new Claim.Granted(expected.get());
    }
    return certificates.named(target.certificate()).isPresent()
        ? new Claim.NotGranted()
        : new Claim.Unknown();
  }

  private static InventoryLine lineOf(
      Agent agent,
      DisplayName certificate,
      Optional<Expectation> expected,
      Optional<ServedTarget> target,
      List<Drift> drift) {
    var newest = expected.flatMap(Expectation::newest);
    return new InventoryLine(
        agent.name(),
        certificate,
        newest.map(Expectation.Newest::version),
        newest.map(Expectation.Newest::serial),
        target,
        drift);
  }

  private static List<Drift> with(List<Drift> drift, Optional<Drift> silence) {
    return Stream.concat(drift.stream(), silence.stream()).toList();
  }

  /// What of the inventory is asked for.
  ///
  /// @param agent of this one only, if present
  /// @param certificate of this one only, if present
  /// @param drift whether only lines with one
  public record Selection(
      Optional<DisplayName> agent, Optional<DisplayName> certificate, Drifting drift) {

    boolean takes(InventoryLine line) {
      return certificate.filter(name -> !name.equals(line.certificate())).isEmpty()
          && switch (drift) {
            case Drifting.OrNot _ -> true;
            case Drifting.Anyhow _ -> !line.drift().isEmpty();
            case Drifting.So(var kind) ->
                line.drift().stream().anyMatch(each -> each.kind() == kind);
          };
    }
  }

  /// Which lines, by what is wrong with them.
  public sealed interface Drifting {

    /// All lines.
    record OrNot() implements Drifting {}

    /// Those with something wrong.
    record Anyhow() implements Drifting {}

    /// Those with this wrong.
    record So(Drift.Kind kind) implements Drifting {}
  }

  /// Gives agents in the order of their names, and an empty list at the end.
  private interface Batches {
    List<Agent> next();
  }

  private record Host(
      Agent agent, Optional<HostReport> report, boolean silent, List<InventoryLine> lines) {}

  private static final class Count implements Consumer<Host> {

    private final Map<Agent.State, Long> agents = new EnumMap<>(Agent.State.class);
    private final Map<Drift.Kind, Long> drift = new EnumMap<>(Drift.Kind.class);
    private final List<Instant> reports = new ArrayList<>();
    private Optional<Instant> expiry = Optional.empty();
    private long silent;
    private long targets;

    @Override
    public void accept(Host host) {
      agents.merge(host.agent().state(), 1L, Long::sum);
      silent += host.silent() ? 1 : 0;
      host.report().map(HostReport::receivedAt).ifPresent(reports::add);
      for (var line : host.lines()) {
        line.drift().forEach(each -> drift.merge(each.kind(), 1L, Long::sum));
        if (line.target().isPresent()) {
          targets++;
          expiry =
              Stream.of(expiry, line.target().get().earliestExpiry())
                  .flatMap(Optional::stream)
                  .min(Comparator.naturalOrder());
        }
      }
    }

    FleetSummary summary() {
      return new FleetSummary(
          agents,
          silent,
          targets,
          drift,
          expiry,
          reports.stream().min(Comparator.naturalOrder()),
          reports.stream().max(Comparator.naturalOrder()));
    }
  }
}
