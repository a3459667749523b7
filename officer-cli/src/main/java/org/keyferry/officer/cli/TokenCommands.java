package org.keyferry.officer.cli;

import java.time.Duration;
import java.util.UUID;
import org.keyferry.protocol.officer.AddEnrollmentToken;
import org.keyferry.protocol.officer.EnrollmentTokenView;
import org.keyferry.protocol.pki.DisplayName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What lets a host enroll.
@Command(name = "tokens", description = "The tokens with which hosts enroll, each once.")
final class TokenCommands {

  private static final Columns<EnrollmentTokenView> TABLE =
      Columns.ofWhole("ID", EnrollmentTokenView::id)
          .and("AGENT", EnrollmentTokenView::agent)
          .andWhole("KIND", EnrollmentTokenView::kind)
          .andWhole("STATE", EnrollmentTokenView::state)
          .andWhole("EXPIRES", token -> Moments.minute(token.expires()));

  private final Keyferry keyferry;

  TokenCommands(Keyferry keyferry) {
    this.keyferry = keyferry;
  }

  @Command(description = "Lists the tokens, without what is secret in them.")
  int list() {
    keyferry
        .answers()
        .list(
            keyferry.api().tokens(),
            TABLE,
            "No tokens yet. Create one: keyferry tokens create AGENT");
    return ExitCode.OK.code();
  }

  @Command(description = "Creates a token and prints it, this once, alone on standard output.")
  int create(
      @Parameters(paramLabel = "AGENT", description = "Name that the agent will have, or has.")
          DisplayName agent,
      @Option(
              names = "--valid-for",
              paramLabel = "DURATION",
              defaultValue = "1h",
              description = "How long it is good, 1m to 30d. Default: ${DEFAULT-VALUE}.")
          Duration validFor,
      @Option(
              names = "--re-enroll",
              description =
                  "For a host that is the agent AGENT already, and is quarantined, expired or lost its"
                      + " state: it stays that agent and keeps its grants.")
          boolean reEnroll) {
    var token =
        keyferry
            .api()
            .add(
                new AddEnrollmentToken(
                    agent.value(), validFor.toString(), reEnroll ? "re-enroll" : "enroll"));
    if (token.token() == null) {
      throw new Ended(
          ExitCode.NOT_UNDERSTOOD, "The repository made token " + token.id() + " and hides it.");
    }
    keyferry
        .err()
        .println(
            Shown.line(
                "Token "
                    + token.id()
                    + " enrolls "
                    + token.agent()
                    + (token.kind().equals("re-enroll") ? " again, once, until " : ", once, until ")
                    + Moments.second(token.expires())
                    + "."));
    keyferry.answers().done(token, token.token());
    return ExitCode.OK.code();
  }

  @Command(description = "Withdraws a token that was not used yet.")
  int withdraw(@Parameters(paramLabel = "ID", description = "Id of the token.") UUID id) {
    keyferry.api().withdrawToken(id);
    keyferry.answers().done("Token " + id + " is withdrawn.");
    return ExitCode.OK.code();
  }
}
