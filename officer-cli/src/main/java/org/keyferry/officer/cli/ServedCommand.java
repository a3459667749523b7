package org.keyferry.officer.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.officer.ServedView;
import org.keyferry.protocol.pki.DisplayName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What hosts really serve.
@Command(
    name = "served",
    description = {
      "Shows what hosts should hold, hold and serve, as they last reported.",
      "",
      "A terminal that is too narrow is spared columns: SINCE, UNTIL, NEWEST. JSON has all."
    })
final class ServedCommand implements Callable<Integer> {

  private final Keyferry keyferry;

  @Option(names = "--agent", paramLabel = "NAME", description = "Of this agent only.")
  private @Nullable DisplayName agent;

  @Option(names = "--certificate", paramLabel = "NAME", description = "Of this certificate only.")
  private @Nullable DisplayName certificate;

  @Option(names = "--drift-only", description = "Only what is not as it should be.")
  private boolean driftOnly;

  @Option(
      names = "--drift",
      paramLabel = "KIND",
      description =
          "Only with this drift: expired, not-served, stale-listener, not-installed, behind, ahead,"
              + " altered, failed, held, not-sealed, not-granted, unknown-certificate or"
              + " silent-agent.")
  private @Nullable String drift;

  ServedCommand(Keyferry keyferry) {
    this.keyferry = keyferry;
  }

  @Override
  public Integer call() {
    var now = keyferry.now();
    var wanted =
        Optional.ofNullable(drift).or(() -> driftOnly ? Optional.of("any") : Optional.empty());
    keyferry
        .answers()
        .list(
            keyferry
                .api()
                .served(Optional.ofNullable(agent), Optional.ofNullable(certificate), wanted),
            Columns.of("AGENT", ServedView::agent)
                .and("TARGET", ServedView::target)
                .and("CERTIFICATE", ServedView::certificate)
                .andIfThereIsRoom("NEWEST", ServedView::current)
                .andWhole("HAS", ServedView::installed)
                .andWhole("SERVED", Inventory::listeners)
                .andIfThereIsRoom("UNTIL", served -> Moments.day(Inventory.expiry(served)))
                .andWhole("STATE", ServedView::state)
                .andIfThereIsRoom("SINCE", served -> Moments.age(served.since(), now))
                .andWhole("DRIFT", Inventory::drift),
            whenEmpty(wanted));
    return ExitCode.OK.code();
  }

  private static String whenEmpty(Optional<String> wanted) {
    return wanted.isPresent()
        ? "No drift: all that was asked for is as it should be."
        : "Nothing to serve yet. Grant an agent a certificate: keyferry grants add AGENT"
            + " CERTIFICATE";
  }
}
