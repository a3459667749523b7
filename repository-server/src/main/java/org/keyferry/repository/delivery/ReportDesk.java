package org.keyferry.repository.delivery;

import static java.util.stream.Collectors.toMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.function.Function;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.repository.agent.GenerationDesk;
import org.keyferry.repository.agent.GenerationDesk.Succession;

/// Keeps what agents say of their targets.
@ApplicationScoped
@Transactional
public class ReportDesk {

  private final ServedTargets targets;
  private final GenerationDesk generations;

  public ReportDesk(ServedTargets targets, GenerationDesk generations) {
    this.targets = targets;
    this.generations = generations;
  }

  /// Keeps a report, unless it was kept before or another host sent one in its place.
  ///
  /// @param identity thumbprint of the certificate with which it came
  /// @param text thumbprint of the report as it came
  /// @return what came of it; [Succession.Refused] is to be thrown
  /// @throws ProblemException unless the agent is enrolled, and has that identity still
  public Succession take(HostReport report, Thumbprint identity, Thumbprint text) {
    var succession = generations.follow(report.agent(), identity, report.generation(), text);
    if (succession instanceof Succession.Next) {
      keep(report);
    }
    return succession;
  }

  private void keep(HostReport report) {
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
}
