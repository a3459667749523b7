package org.keyferry.officer.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.officer.CancelOrder;
import org.keyferry.protocol.officer.OrderValidityView;
import org.keyferry.protocol.officer.OrderView;
import org.keyferry.protocol.officer.RogueView;
import org.keyferry.protocol.pki.DisplayName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What is on order.
@Command(name = "orders", description = "The orders: attempts to obtain certificates.")
final class OrderCommands {

  private static final String ID = "ID";
  private static final String OF_ORDER = "Id of the order.";

  private final Keyferry keyferry;

  OrderCommands(Keyferry keyferry) {
    this.keyferry = keyferry;
  }

  @Command(description = "Lists the orders, settled ones included.")
  int list(
      @Option(
              names = "--certificate",
              paramLabel = "NAME",
              description = "Of this certificate only.")
          @Nullable DisplayName certificate,
      @Option(
              names = "--state",
              paramLabel = "STATE",
              description = "In this state only: ${COMPLETION-CANDIDATES}.")
          @Nullable State state) {
    var now = keyferry.now();
    keyferry
        .answers()
        .list(
            keyferry
                .api()
                .orders(
                    Optional.ofNullable(certificate),
                    Optional.ofNullable(state).map(State::toString)),
            Columns.ofWhole(ID, OrderView::id)
                .and("CERTIFICATE", OrderView::certificate)
                .andWhole("STATE", OrderView::state)
                .andWhole("AGE", order -> Moments.age(order.placedAt(), now)),
            "No orders. Place one: keyferry certificates issue NAME");
    return ExitCode.OK.code();
  }

  @Command(description = "Shows one order.")
  int show(@Parameters(paramLabel = ID, description = OF_ORDER) UUID id) {
    var order = keyferry.api().order(id);
    keyferry.answers().one(order, sheetOf(order));
    return ExitCode.OK.code();
  }

  @Command(description = "Tries the present step of an order again, now.")
  int retry(@Parameters(paramLabel = ID, description = OF_ORDER) UUID id) {
    var order = keyferry.api().retry(id);
    keyferry.answers().done(order, "Order " + id + " is tried again: keyferry orders watch " + id);
    return ExitCode.OK.code();
  }

  @Command(
      description = {
        "Ends an order that is under way; the next renewal keeps its date.",
        "A renewal that was due is due again soon: change what is wrong, or the policy, first."
      })
  int cancel(
      @Parameters(paramLabel = ID, description = OF_ORDER) UUID id,
      @Option(
              names = "--reason",
              required = true,
              paramLabel = "TEXT",
              description = "For those who read the order.")
          String reason) {
    var order = keyferry.api().cancel(id, new CancelOrder(reason));
    keyferry.answers().done(order, "Order " + id + " is cancelled.");
    return ExitCode.OK.code();
  }

  @Command(description = "Shows each stage of an order as it is reached.")
  int watch(
      @Parameters(paramLabel = ID, description = OF_ORDER) UUID id,
      @Option(
              names = "--timeout",
              paramLabel = "DURATION",
              defaultValue = "5m",
              description = "Longest wait. Default: ${DEFAULT-VALUE}.")
          Duration timeout) {
    var progress = keyferry.progress();
    try {
      var order = keyferry.watch(progress, timeout).order(id);
      progress.end();
      keyferry.answers().one(order, sheetOf(order));
      return ExitCode.OK.code();
    } finally {
      progress.end();
    }
  }

  private static Sheet sheetOf(OrderView order) {
    return new Sheet()
        .line("Id", order.id())
        .line("Certificate", order.certificate())
        .line("Identifiers", order.identifiers())
        .line("CA", order.ca())
        .line("State", order.state())
        .line("Stage", order.stage())
        .line("At the CA", order.location())
        .line("Attempts", Integer.toString(order.attempts()))
        .line("Next attempt", Moments.second(order.nextAttempt()))
        .line("Last error", order.lastError())
        .line("Asked validity", askedOf(order.validity()))
        .line("Granted validity", grantedOf(order.validity()))
        .line("Replaces", order.replaces())
        .line("Aim", order.aim())
        .line("Kept aside", order.rogue() == null ? null : keptAside(order.rogue()))
        .line("Waits for", order.waitsFor())
        .line("Not first CA", order.issuerReason())
        .line("Placed", Moments.second(order.placedAt()));
  }

  private static @Nullable String askedOf(@Nullable OrderValidityView validity) {
    if (validity == null) {
      return null;
    }
    return switch (validity.lever()) {
      case "not-after" -> "until " + Moments.second(validity.askedNotAfter()) + ", in the order";
      case "profile" -> "by profile " + validity.askedProfile();
      case "none" -> "nothing";
      default -> validity.lever();
    };
  }

  private static @Nullable String grantedOf(@Nullable OrderValidityView validity) {
    if (validity == null || validity.granted() == null) {
      return null;
    }
    var difference = validity.difference();
    var beside =
        difference == null
            ? ""
            : difference.startsWith("-")
                ? ", " + difference.substring(1) + " shorter than the policy wants"
                : ", " + difference + " longer than the policy wants";
    return validity.granted() + ", until " + Moments.second(validity.notAfter()) + beside;
  }

  private static String keptAside(RogueView rogue) {
    return "what the CA issued, for its fault " + rogue.fault() + "; its chain is in --output json";
  }

  /// The states that the officer API knows.
  enum State {
    PLANNED,
    KEYED,
    PENDING,
    READY,
    PROCESSING,
    VALID,
    INVALID,
    CANCELLED,
    REHEARSED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
