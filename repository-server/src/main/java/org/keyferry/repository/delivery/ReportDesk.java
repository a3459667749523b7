package org.keyferry.repository.delivery;

import static java.util.stream.Collectors.toMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.Manifest;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.agent.Agent;
import org.keyferry.repository.agent.Agents;

/// Keeps what agents say of their targets, and shows it beside what should be.
@ApplicationScoped
@Transactional
public class ReportDesk {

  private final ServedTargets targets;
  private final SealedBundles bundles;
  private final Agents agents;

  public ReportDesk(ServedTargets targets, SealedBundles bundles, Agents agents) {
    this.targets = targets;
    this.bundles = bundles;
    this.agents = agents;
  }

  public void take(HostReport report) {
    var agent = report.agent();
    targets.hold(agent);
    var last = targets.of(agent).stream().collect(toMap(ServedTarget::key, Function.identity()));
    targets.replace(
        report.with(
            report.targets().stream()
                .map(target -> {
                  var before = last.get(target.key());
                  return before == null ? target : target.following(before);
                })
                .toList()));
  }

  /// Whose targets may be asked for.
  public Optional<AgentId> agentNamed(DisplayName name) {
    return agents.named(name).map(Agent::id);
  }

  /// Targets in the order of their keys, as [ServedTargets#page] has them.
  public List<Served> page(
      Optional<AgentId> agent,
      Optional<DisplayName> certificate,
      Optional<ServedTarget.Key> after,
      int limit) {
    return targets.page(agent, certificate, after, limit).stream()
        .map(target -> new Served(nameOf(target.agent()), target, currentFor(target)))
        .toList();
  }

  /// Agents are never removed.
  private DisplayName nameOf(AgentId agent) {
    return agents.find(agent).map(Agent::name).orElseThrow();
  }

  private Optional<Version> currentFor(ServedTarget target) {
    return bundles.newest(target.agent()).stream()
        .filter(entry -> entry.name().equals(target.certificate()))
        .map(Manifest.Entry::version)
        .findFirst();
  }

  /// @param agent name of the agent
  /// @param current version that the agent should hold for the target
  public record Served(DisplayName agent, ServedTarget target, Optional<Version> current) {}
}
