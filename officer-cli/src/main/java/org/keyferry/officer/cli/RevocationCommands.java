package org.keyferry.officer.cli;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.officer.RevocationView;
import org.keyferry.protocol.pki.DisplayName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What is revoked, or going to be.
@Command(
    name = "revocations",
    description = "The revocations: keyferry certificates revoke asks for one.")
final class RevocationCommands {

  private static final String ID = "ID";
  private static final String OF_REVOCATION = "Id of the revocation.";

  private final Keyferry keyferry;

  RevocationCommands(Keyferry keyferry) {
    this.keyferry = keyferry;
  }

  @Command(description = "Lists the revocations, settled ones included, the newest first.")
  int list(
      @Option(
              names = "--certificate",
              paramLabel = "NAME",
              description = "Of this certificate only.")
          @Nullable DisplayName certificate) {
    var now = keyferry.now();
    keyferry
        .answers()
        .list(
            keyferry.api().revocations(Optional.ofNullable(certificate)),
            Columns.ofWhole(ID, RevocationView::id)
                .and("CERTIFICATE", RevocationView::certificate)
                .andWhole("STATE", RevocationView::state)
                .andWhole("REASON", RevocationView::reason)
                .andWhole("AGE", each -> Moments.age(each.requestedAt(), now)),
            "No revocations.");
    return ExitCode.OK.code();
  }

  @Command(description = "Shows one revocation, and what it waits for.")
  int show(@Parameters(paramLabel = ID, description = OF_REVOCATION) UUID id) {
    var revocation = keyferry.api().revocation(id);
    keyferry.answers().one(revocation, sheetOf(revocation));
    return ExitCode.OK.code();
  }

  @Command(description = "Takes back a revocation that is held until hosts serve a newer version.")
  int withdraw(@Parameters(paramLabel = ID, description = OF_REVOCATION) UUID id) {
    keyferry.api().withdrawRevocation(id);
    keyferry.answers().done("Revocation " + id + " is withdrawn.");
    return ExitCode.OK.code();
  }

  private static Sheet sheetOf(RevocationView revocation) {
    return new Sheet()
        .line("Id", revocation.id())
        .line("Certificate", revocation.certificate())
        .line("Version", revocation.version())
        .line("Serial", revocation.serial())
        .line("CA", revocation.ca())
        .line("Reason", revocation.reason())
        .line("Signed by", "key of the " + revocation.key())
        .line("State", revocation.state())
        .line("Stage", revocation.stage())
        .line("Held until", Moments.second(revocation.deadline()))
        .line("Attempts", Integer.toString(revocation.attempts()))
        .line("Next attempt", Moments.second(revocation.nextAttempt()))
        .line("Last error", revocation.lastError())
        .line("Requested by", revocation.requestedBy())
        .line("Requested", Moments.second(revocation.requestedAt()));
  }
}
