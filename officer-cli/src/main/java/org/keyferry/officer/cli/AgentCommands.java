package org.keyferry.officer.cli;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.keyferry.protocol.officer.AgentView;
import org.keyferry.protocol.officer.ServedView;
import org.keyferry.protocol.pki.DisplayName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The enrolled hosts.
@Command(name = "agents", description = "The agents: hosts that enrolled.")
final class AgentCommands implements Callable<Integer> {

  private static final String NAME = "NAME";
  private static final String OF_AGENT = "Name of the agent.";

  private final Keyferry keyferry;

  AgentCommands(Keyferry keyferry) {
    this.keyferry = keyferry;
  }

  /// Without a verb: the list.
  @Override
  public Integer call() {
    return list();
  }

  @Command(description = "Lists the agents, quarantined and revoked ones too.")
  int list() {
    var now = keyferry.now();
    keyferry
        .answers()
        .list(
            keyferry.api().agents(),
            Columns.of(NAME, AgentView::name)
                .andWhole("STATE", AgentView::state)
                .andWhole("LAST SEEN", agent -> Moments.age(agent.lastSeen(), now))
                .andWhole("VERSION", AgentView::agentVersion)
                .andWhole("TARGETS", agent -> String.valueOf(agent.targets()))
                .andWhole("IDENTITY UNTIL", agent -> Moments.minute(agent.identityExpires()))
                .and("GRANTS", agent -> String.join(" ", agent.grants())),
            "No agents yet. Enroll one: keyferry tokens create AGENT, then on the host"
                + " keyferry-agent enroll");
    return ExitCode.OK.code();
  }

  @Command(description = "Shows one agent, and what it holds and serves.")
  int show(@Parameters(paramLabel = NAME, description = OF_AGENT) DisplayName name) {
    var agent = keyferry.api().agent(name);
    var targets = keyferry.api().served(Optional.of(name), Optional.empty(), Optional.empty());
    var now = keyferry.now();
    var sheet =
        new Sheet()
            .line("Name", agent.name())
            .line("State", agent.state())
            .line("Quarantine", agent.quarantine())
            .line("Enrolled", Moments.second(agent.enrolledAt()))
            .line("Identity until", Moments.second(agent.identityExpires()))
            .line("Last seen", Moments.second(agent.lastSeen()))
            .line("Last report", Moments.second(agent.reportedAt()))
            .line("Version", agent.agentVersion())
            .line("Grants", agent.grants())
            .line("Id", agent.id());
    for (var target : targets) {
      var label = target.target() == null ? "No target" : "Target " + target.target();
      for (var line : Inventory.lines(target, now).toList()) {
        sheet.line(label, line);
        label = "";
      }
    }
    keyferry.answers().one(new Host(agent, targets), sheet);
    return ExitCode.OK.code();
  }

  @Command(description = "Revokes an agent: its next request is refused. Cannot be undone.")
  int revoke(
      @Parameters(paramLabel = NAME, description = OF_AGENT) DisplayName name,
      @Option(names = "--yes", description = "Do not ask.") boolean yes) {
    if (!yes) {
      keyferry.confirm("Agent " + name + " will get nothing any more and has to enroll anew.");
    }
    keyferry.api().revokeAgent(name);
    keyferry.answers().done("Agent " + name + " is revoked.");
    return ExitCode.OK.code();
  }

  /// In JSON: an agent, with a line of the inventory for each of its targets.
  record Host(AgentView agent, List<ServedView> targets) {}
}
