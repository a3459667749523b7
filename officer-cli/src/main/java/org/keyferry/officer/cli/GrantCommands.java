package org.keyferry.officer.cli;

import org.keyferry.protocol.officer.GrantView;
import org.keyferry.protocol.pki.DisplayName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// Who may receive what.
@Command(name = "grants", description = "The grants: which agent may receive which certificate.")
final class GrantCommands {

  private static final Columns<GrantView> TABLE =
      Columns.of("AGENT", GrantView::agent)
          .and("CERTIFICATE", GrantView::certificate)
          .andWhole("GRANTED", grant -> Moments.minute(grant.grantedAt()))
          .and("BY", GrantView::grantedBy);

  private final Keyferry keyferry;

  GrantCommands(Keyferry keyferry) {
    this.keyferry = keyferry;
  }

  @Command(description = "Lists the grants.")
  int list() {
    keyferry
        .answers()
        .list(
            keyferry.api().grants(),
            TABLE,
            "No grants yet. Add one: keyferry grants add AGENT CERTIFICATE");
    return ExitCode.OK.code();
  }

  @Command(description = "Lets an agent receive a certificate.")
  int add(
      @Parameters(paramLabel = "AGENT", description = "Name of the agent.") DisplayName agent,
      @Parameters(paramLabel = "CERTIFICATE", description = "Name of the certificate.")
          DisplayName certificate) {
    var grant = keyferry.api().grant(agent, certificate);
    keyferry.answers().done(grant, "Agent " + agent + " may receive " + certificate + ".");
    return ExitCode.OK.code();
  }

  @Command(description = "Takes a grant back; what the agent holds already stays with it.")
  int remove(
      @Parameters(paramLabel = "AGENT", description = "Name of the agent.") DisplayName agent,
      @Parameters(paramLabel = "CERTIFICATE", description = "Name of the certificate.")
          DisplayName certificate) {
    keyferry.api().removeGrant(agent, certificate);
    keyferry.answers().done("Agent " + agent + " gets no new version of " + certificate + ".");
    return ExitCode.OK.code();
  }
}
