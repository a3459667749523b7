package org.keyferry.agent.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.keyferry.agent.ScriptedHost;

/// What a doctor found who is root, on a host below a directory.
///
/// @param checks all of them
record Found(List<Check> checks) {

  static Found on(ScriptedHost host, Path root, InstantSource clock) throws Exception {
    return on(host, new Host(root, Map.of(), 0, "root"), clock);
  }

  static Found on(ScriptedHost host, Host surroundings, InstantSource clock) throws Exception {
    return new Found(new Doctor(clock, surroundings).examine(host.settings()).checks());
  }

  /// The only one; of one about the host and one about the target, the latter.
  Check of(Subject subject) {
    return checks.stream()
        .filter(each -> each.subject() == subject)
        .reduce((_, last) -> last)
        .orElseThrow(() -> new AssertionError("nobody looked at " + subject));
  }

  Verdict verdictOn(Subject subject) {
    return of(subject).verdict();
  }

  void assertFailed(Subject subject, String finding, String fix) {
    var check = of(subject);
    assertThat(check.verdict()).as(check.toString()).isEqualTo(Verdict.FAILED);
    assertThat(check.finding()).contains(finding);
    assertThat(check.fix().orElse("")).contains(fix);
  }
}
