package org.keyferry.officer.cli;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.keyferry.officer.api.OfficerApi;
import org.keyferry.protocol.officer.CertificateView;
import org.keyferry.protocol.officer.IncidentView;
import org.keyferry.protocol.officer.OrderView;
import org.keyferry.protocol.officer.ServedView;
import org.keyferry.protocol.pki.DisplayName;

/// Follows work that the repository and its agents do, until it is done or the time is up.
final class Watch {

  private static final Duration BETWEEN = Duration.ofMillis(500);

  private final OfficerApi api;
  private final Progress progress;
  private final Patience patience;
  private final Duration timeout;

  Watch(OfficerApi api, Progress progress, Patience patience, Duration timeout) {
    this.api = api;
    this.progress = progress;
    this.patience = patience;
    this.timeout = timeout;
  }

  /// Shows each stage of the order as it is reached.
  ///
  /// @return the order, valid or rehearsed
  /// @throws Ended if it is invalid or cancelled in the end, or the time is up
  OrderView order(UUID id) {
    @Nullable String stage = null;
    @Nullable String error = null;
    while (true) {
      var order = api.order(id);
      if (!order.stage().equals(stage)) {
        stage = order.stage();
        progress.line(stage);
      }
      var next = order.nextAttempt();
      if (next != null && order.lastError() != null && !order.lastError().equals(error)) {
        error = order.lastError(); // why an order ended stands in its last line
        progress.line(
            "attempt "
                + order.attempts()
                + ": "
                + error
                + " Next attempt at "
                + Moments.clock(next)
                + ".");
      }
      switch (order.state()) {
        case "valid", "rehearsed" -> {
          return order;
        }
        case "cancelled" ->
            throw new Ended(
                ExitCode.NOT_ISSUED,
                "Order "
                    + id
                    + " was "
                    + Objects.requireNonNullElse(order.lastError(), "cancelled"));
        case "invalid" ->
            throw new Ended(
                ExitCode.NOT_ISSUED,
                "Order "
                    + id
                    + " ended without a certificate: "
                    + Objects.requireNonNullElse(order.lastError(), "the CA gave no reason"));
        default ->
            pause(
                order.stage(), "Order " + id + " is under way still: keyferry orders watch " + id);
      }
    }
  }

  /// Waits until the certificate has a version and no order is under way.
  ///
  /// @throws Ended if its order is invalid, or there is none, or the time is up
  CertificateView certificate(DisplayName name) {
    while (true) {
      var certificate = api.certificate(name);
      if (certificate.order() != null) {
        order(UUID.fromString(certificate.order()));
        pause("the version is published", "Certificate " + name + " is not published yet.");
      } else if (certificate.version() != null) {
        return certificate;
      } else {
        throw new Ended(
            ExitCode.NOT_ISSUED,
            "Certificate "
                + name
                + " has no version and no order under way: keyferry orders list --certificate "
                + name);
      }
    }
  }

  /// Waits until each target that asks for the certificate serves its newest version, and each
  /// agent with a grant to it has such a target.
  ///
  /// @throws Ended if the time is up
  void served(DisplayName certificate) {
    @Nullable String seen = null;
    while (true) {
      var version = Objects.requireNonNullElse(api.certificate(certificate).version(), "");
      var targets = api.served(Optional.empty(), Optional.of(certificate), Optional.empty());
      var behind = targets.stream().filter(each -> !serves(each, version)).toList();
      if (!targets.isEmpty() && behind.isEmpty()) {
        for (var target : targets) {
          progress.line(
              target.agent()
                  + " serves "
                  + target.target()
                  + " with "
                  + certificate
                  + " "
                  + version
                  + ", serial "
                  + target.servedSerial());
        }
        return;
      }
      var waiting =
          targets.isEmpty() ? "no agent has a grant to " + certificate : stateOf(behind.getFirst());
      if (!waiting.equals(seen)) {
        seen = waiting;
        progress.line(waiting);
      }
      pause(
          waiting,
          "Certificate "
              + certificate
              + " is not served everywhere yet: keyferry served --certificate "
              + certificate);
    }
  }

  /// Shows how many certificates are served and verified, as it grows.
  ///
  /// @return the incident, done or aborted
  /// @throws Ended if it is paused or not begun, or the time is up
  IncidentView incident(DisplayName name) {
    @Nullable String seen = null;
    while (true) {
      var incident = api.incident(name);
      var clock =
          "wave "
              + incident.wave()
              + "/"
              + incident.waves()
              + ": "
              + incident.served()
              + " of "
              + incident.certificates()
              + " served and verified, "
              + incident.failed()
              + " failed";
      if (!clock.equals(seen)) {
        seen = clock;
        progress.line(clock);
      }
      switch (incident.state()) {
        case "done", "aborted" -> {
          return incident;
        }
        case "paused" ->
            throw new Ended(
                ExitCode.NOT_ISSUED,
                "Incident "
                    + name
                    + " is paused: "
                    + incident.why()
                    + ". keyferry incidents show "
                    + name
                    + " --failed");
        case "planned" ->
            throw new Ended(
                ExitCode.NOT_ISSUED,
                "Incident " + name + " has not begun: keyferry incidents run " + name);
        default -> pause(clock, "Incident " + name + " goes on: keyferry incidents watch " + name);
      }
    }
  }

  private void pause(String whatFor, String whenLate) {
    if (progress.elapsed().compareTo(timeout) >= 0) {
      throw new Ended(ExitCode.TIMED_OUT, whenLate);
    }
    progress.waiting(whatFor);
    try {
      patience.pause(BETWEEN);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new Ended(ExitCode.TIMED_OUT, whenLate);
    }
  }

  private static boolean serves(ServedView target, String version) {
    return version.equals(target.installed())
        && (target.state().equals("served") || target.state().equals("installed"));
  }

  private static String stateOf(ServedView target) {
    if (target.target() == null) {
      return target.agent() + " has reported no target for " + target.certificate();
    }
    return target.agent()
        + " "
        + target.target()
        + ": "
        + target.state()
        + ", has "
        + Objects.requireNonNullElse(target.installed(), "nothing")
        + (target.detail() == null ? "" : " (" + target.detail() + ")");
  }
}
