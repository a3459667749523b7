package org.keyferry.agent.cli;

import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;
import org.keyferry.testkit.CommandReference;

/// The reference page and the manual page are what `--help` says. To write them anew:
/// `-Dkeyferry.reference=write`.
class ReferenceTest {

  @Test
  void theReferencePageIsWhatHelpSays() {
    new CommandReference(AgentCommands.all()).assertThatThePageIsCurrent("agent.md");
  }

  @Test
  void theManualPageIsWhatHelpSays() {
    var files = new LinkedHashMap<String, String>();
    files.put("/etc/keyferry/agent.yaml", "What the agent does on this host.");
    files.put("/etc/keyferry/secrets", "Secrets of targets and tokens, handed to the service.");
    files.put("/var/lib/keyferry-agent", "Identity, high-water marks, installed versions.");
    new CommandReference(AgentCommands.all()).assertThatTheManualPageIsCurrent(files);
  }
}
