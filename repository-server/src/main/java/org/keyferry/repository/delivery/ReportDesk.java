package org.keyferry.repository.delivery;

import static java.util.stream.Collectors.toMap;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.function.Function;

/// Keeps what agents say of their targets.
@ApplicationScoped
@Transactional
public class ReportDesk {

  private final ServedTargets targets;

  public ReportDesk(ServedTargets targets) {
    this.targets = targets;
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
}
