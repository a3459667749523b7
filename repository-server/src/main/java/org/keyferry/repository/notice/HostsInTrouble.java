package org.keyferry.repository.notice;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.agent.Agent;
import org.keyferry.repository.delivery.Drift;
import org.keyferry.repository.delivery.InventoryDesk;
import org.keyferry.repository.delivery.InventoryLine;

/// Hosts that do not hold or serve what they should, that do not call, or that may be two.
@ApplicationScoped
class HostsInTrouble implements ConditionSource {

  private static final int PAGE = 200;

  /// As the host's admin wants it.
  private static final Set<Drift.Kind> WANTED = EnumSet.of(Drift.Kind.HELD);

  private static final InventoryDesk.Selection IN_DRIFT =
      new InventoryDesk.Selection(
          Optional.empty(), Optional.empty(), new InventoryDesk.Drifting.Anyhow());

  private final InventoryDesk inventory;
  private final Fleet fleet;
  private final NoticeConfig config;

  HostsInTrouble(InventoryDesk inventory, Fleet fleet, NoticeConfig config) {
    this.inventory = inventory;
    this.fleet = fleet;
    this.config = config;
  }

  @Override
  public List<Condition> find(Instant now) {
    var found = new LinkedHashMap<Condition.Key, Condition>();
    inDrift(now, found);
    quarantined(now, found);
    return List.copyOf(found.values());
  }

  private void inDrift(Instant now, Map<Condition.Key, Condition> found) {
    var page = inventory.page(IN_DRIFT, Optional.empty(), PAGE);
    while (!page.isEmpty()) {
      for (var line : page) {
        worstOf(line, now).ifPresent(each -> found.putIfAbsent(each.key(), each));
      }
      page = inventory.page(IN_DRIFT, Optional.of(page.getLast().key()), PAGE);
    }
  }

  /// A silent agent is one condition, whatever its targets; else the worst drift of a target
  /// counts, once it has lasted.
  private Optional<Condition> worstOf(InventoryLine line, Instant now) {
    for (var drift : line.drift()) {
      if (drift.kind() == Drift.Kind.SILENT_AGENT) {
        return Optional.of(silent(line.agent(), drift));
      }
    }
    return line.drift().stream()
        .filter(each -> !WANTED.contains(each.kind()))
        .filter(each -> !each.since().plus(graceOf(each.kind())).isAfter(now))
        .findFirst()
        .map(each -> drifting(line, each));
  }

  private Duration graceOf(Drift.Kind kind) {
    return kind == Drift.Kind.EXPIRED ? Duration.ZERO : config.drift();
  }

  private static Condition silent(DisplayName agent, Drift drift) {
    return new Condition(
        Condition.Kind.AGENT_SILENT,
        agent.value(),
        drift.since(),
        drift.detail() + ": see that its host is up and reaches the repository");
  }

  private static Condition drifting(InventoryLine line, Drift drift) {
    var place = line.key().target().map(each -> " (target " + each + ")").orElse("");
    return new Condition(
        drift.kind() == Drift.Kind.EXPIRED ? Condition.Kind.EXPIRED : Condition.Kind.DRIFT,
        line.certificate() + " on " + line.agent() + place,
        drift.since(),
        drift.kind() + ": " + drift.detail() + "; keyferry agents show " + line.agent());
  }

  private void quarantined(Instant now, Map<Condition.Key, Condition> found) {
    for (var agent : fleet.agents()) {
      if (agent.state() == Agent.State.QUARANTINED) {
        var condition =
            new Condition(
                Condition.Kind.AGENT_QUARANTINED,
                agent.name().value(),
                agent.lastSeen().orElse(now),
                agent.quarantine().orElse("two hosts may have its identity")
                    + ": find the copy, then let the right host enroll again, keyferry tokens create "
                    + agent.name()
                    + " --re-enroll");
        found.put(condition.key(), condition);
      }
    }
  }
}
