package org.keyferry.officer.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.keyferry.officer.identity.OfficerHome;
import org.keyferry.protocol.officer.AddOfficer;
import org.keyferry.protocol.officer.OfficerView;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.DisplayName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Those who may change what the repository does.
@Command(name = "officers", description = "The officers: who may change what the repository does.")
final class OfficerCommands implements Callable<Integer> {

  private final Keyferry keyferry;

  OfficerCommands(Keyferry keyferry) {
    this.keyferry = keyferry;
  }

  /// Without a verb: the list.
  @Override
  public Integer call() {
    return list();
  }

  @Command(description = "Lists the officers, revoked ones included.")
  int list() {
    var now = keyferry.now();
    keyferry
        .answers()
        .list(
            keyferry.api().officers(),
            Columns.of("NAME", OfficerView::name)
                .andWhole("STATE", officer -> stateOf(officer, now.isBefore(officer.expires())))
                .andWhole("UNTIL", officer -> Moments.minute(officer.expires()))
                .andWhole("CERTIFICATE", OfficerView::certificate),
            "No officers, and yet somebody was let in: look at the audit record.");
    return ExitCode.OK.code();
  }

  @Command(description = "Lets somebody else be an officer, by the request that they made.")
  int add(
      @Parameters(paramLabel = "NAME", description = "What the officer is called.")
          DisplayName name,
      @Option(
              names = "--request",
              required = true,
              paramLabel = "FILE",
              description = "What `keyferry identity request` wrote for them, PEM.")
          Path request,
      @Option(
              names = "--out",
              required = true,
              paramLabel = "DIR",
              description = "Where officer-NAME.pem and root.pem are written, for them.")
          Path out) {
    var added =
        keyferry
            .api()
            .add(
                new AddOfficer(
                    name.value(), Bytes.of(OfficerHome.requestIn(request)).toBase64Url()));
    var file = OfficerHome.handOver(out, name, added.certificate(), added.root());
    keyferry
        .answers()
        .done(
            added,
            "Officer "
                + name
                + " is added until "
                + Moments.minute(added.expires())
                + "; give them "
                + file
                + " and root.pem beside it.");
    return ExitCode.OK.code();
  }

  @Command(description = "Revokes an officer: their next request is refused. Cannot be undone.")
  int revoke(
      @Parameters(paramLabel = "NAME", description = "Name of the officer.") DisplayName name,
      @Option(names = "--yes", description = "Do not ask.") boolean yes) {
    if (!yes) {
      keyferry.confirm("Officer " + name + " will not be let in any more.");
    }
    keyferry.api().revokeOfficer(name);
    keyferry.answers().done("Officer " + name + " is revoked.");
    return ExitCode.OK.code();
  }

  private static String stateOf(OfficerView officer, boolean isInTime) {
    return officer.state().equals("active") && !isInTime ? "expired" : officer.state();
  }
}
