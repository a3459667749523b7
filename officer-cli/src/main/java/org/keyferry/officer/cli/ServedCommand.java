package org.keyferry.officer.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.officer.ServedView;
import org.keyferry.protocol.pki.DisplayName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// What hosts really serve.
@Command(name = "served", description = "Shows what hosts hold and serve, as they last reported.")
final class ServedCommand implements Callable<Integer> {

  private final Keyferry keyferry;

  @Option(names = "--agent", paramLabel = "NAME", description = "Of this agent only.")
  private @Nullable DisplayName agent;

  @Option(names = "--certificate", paramLabel = "NAME", description = "Of this certificate only.")
  private @Nullable DisplayName certificate;

  ServedCommand(Keyferry keyferry) {
    this.keyferry = keyferry;
  }

  @Override
  public Integer call() {
    var now = keyferry.now();
    keyferry
        .answers()
        .list(
            keyferry.api().served(Optional.ofNullable(agent), Optional.ofNullable(certificate)),
            Columns.of("AGENT", ServedView::agent)
                .and("TARGET", ServedView::target)
                .and("CERTIFICATE", ServedView::certificate)
                .andWhole("NEWEST", ServedView::current)
                .andWhole("HAS", ServedView::installed)
                .andWhole("STATE", ServedView::state)
                .andWhole("AGE", served -> Moments.age(served.reportedAt(), now))
                .and("SERVED SERIAL", ServedView::servedSerial),
            "No reports yet. Agents report after their first round: keyferry agents list");
    return ExitCode.OK.code();
  }
}
