package org.keyferry.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import org.keyferry.testkit.installation.AgentHost;

/// An agent that ends, as if the machine had lost it, when it has entered one stage of one target.
///
/// @param rule in Byteman's words
record DyingAgent(String rule) {

  private static final String LANDED = "the agent dies here";

  /// @param stage as the agent's log calls it, `plan` to `probe`
  static DyingAgent at(String stage, String target) {
    return new DyingAgent(
        """
        RULE at a stage
        CLASS org.keyferry.agent.cycle.TargetInstaller$Course
        METHOD tell
        AT EXIT
        IF $1.word().equals("%s") && $0.target.name().toString().equals("%s")
        DO traceln("%s"); killJVM()
        ENDRULE
        """
            .formatted(stage, target, LANDED));
  }

  static DyingAgent atTheReport() {
    return new DyingAgent(
        """
        RULE at the report
        CLASS org.keyferry.agent.report.ReportConversation
        METHOD send
        AT ENTRY
        IF true
        DO traceln("%s"); killJVM()
        ENDRULE
        """
            .formatted(LANDED));
  }

  void dies(AgentHost host) {
    var script = host.directory().resolve("death.btm");
    try {
      Files.writeString(script, rule);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    var finished = host.once(List.of(), List.of(Byteman.option(script)));
    assertThat(finished.output()).as("%s%n%s", rule, finished).contains(LANDED);
    assertThat(finished.exitCode()).isNotZero();
  }
}
