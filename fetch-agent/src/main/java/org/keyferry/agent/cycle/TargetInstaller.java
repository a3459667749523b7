package org.keyferry.agent.cycle;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jboss.logging.Logger;
import org.keyferry.agent.install.Installation;
import org.keyferry.agent.install.Journal;
import org.keyferry.agent.install.Journal.Previous;
import org.keyferry.agent.probe.Listener;
import org.keyferry.agent.probe.ProbeResult;
import org.keyferry.agent.reload.CommandOutcome;
import org.keyferry.agent.reload.RecipeRunner;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.SerialNumber;

/// Puts a staged version in force on one target, or everything back as it was.
///
/// switch → validate → reload → probe → settle. Whatever fails after the switch leads back to the
/// switch file before it, if there was one. Without one, the new pair stays: it matches and there
/// is nothing better, and the next round tries to have it served again.
final class TargetInstaller {

  private static final Logger LOG = Logger.getLogger(TargetInstaller.class);

  /// A server takes a moment from being told to having new workers.
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  /// As many as fit, whatever somebody does to the clock meanwhile.
  private static final int MOST_LOOKS = (int) PATIENCE.dividedBy(BETWEEN_LOOKS);

  private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);

  private final RecipeRunner runner;
  private final BiFunction<Listener, Duration, ProbeResult> probe;
  private final Pause pause;
  private final InstantSource clock;

  /// @param probe one look, and how long it may take
  TargetInstaller(
      RecipeRunner runner,
      BiFunction<Listener, Duration, ProbeResult> probe,
      Pause pause,
      InstantSource clock) {
    this.runner = runner;
    this.probe = probe;
    this.pause = pause;
    this.clock = clock;
  }

  /// Goes on where a process died, or where an earlier round left a reload pending. Needs nothing
  /// but this host.
  ///
  /// @return what came of the version that was under way; empty if none was
  Optional<Outcome> finish(Target target, Installation installation)
      throws IOException, InterruptedException {
    return switch (installation.journal()) {
      case Journal.Empty _, Journal.Settled _ -> Optional.empty();
      case Journal.Switching switching when installation.isInForce(switching.to()) -> {
        LOG.infof("reload pending target=%s version=%s", target.name(), switching.to());
        yield Optional.of(prove(target, installation, switching.to(), Switched.EARLIER));
      }
      case Journal.Switching _ -> {
        installation.returned(); // the process died before the switch
        yield Optional.empty();
      }
      case Journal.Returning(var from, var refused, _) -> {
        installation.turnBack();
        reloadOld(target);
        installation.returned();
        yield Optional.of(new Outcome.RolledBack(from, refused, "going back was interrupted"));
      }
    };
  }

  /// @param version staged
  Outcome install(Target target, Installation installation, Version version)
      throws IOException, InterruptedException {
    var leaf = installation.requirePair(version);
    var underWay = installation.journal() instanceof Journal.Switching;
    installation.switchTo(version);
    LOG.infof(
        "version switched target=%s version=%s serial=%s",
        target.name(), version, SerialNumber.of(leaf));
    return prove(target, installation, version, underWay ? Switched.EARLIER : Switched.JUST_NOW);
  }

  /// What is served of what is installed.
  Outcome look(Target target, Installation installation, Version version) throws IOException {
    return look(target, installation, version, LONGEST_LOOK);
  }

  private Outcome look(Target target, Installation installation, Version version, Duration longest)
      throws IOException {
    if (target.listeners().isEmpty()) {
      return new Outcome.Installed(version);
    }
    var leaf = installation.leafOf(version);
    for (var listener : target.listeners()) {
      var fault = faultAt(listener, leaf, longest);
      if (fault.isPresent()) {
        return new Outcome.Failed(Optional.of(version), Fault.SERVER, fault.get());
      }
    }
    return new Outcome.Served(version);
  }

  private Optional<String> faultAt(Listener listener, X509Certificate leaf, Duration longest) {
    return switch (probe.apply(listener, longest)) {
      case ProbeResult.Served(var served) when served.equals(leaf) -> Optional.empty();
      case ProbeResult.Served(var other) -> Optional.of(differs(listener, other, leaf));
      case ProbeResult.Silent(var reason) -> Optional.of(reason);
    };
  }

  private Outcome prove(
      Target target, Installation installation, Version version, Switched switched)
      throws IOException, InterruptedException {
    if (runner.validate(target.recipe()) instanceof CommandOutcome.Failed(var reason)) {
      return switch (switched) {
        case JUST_NOW -> back(target, installation, version, reason, Reached.NOT_THE_SERVER);
        case EARLIER -> unserved(target, installation, version, reason);
      };
    }
    if (runner.reload(target.recipe()) instanceof CommandOutcome.Failed(var reason)) {
      return unserved(target, installation, version, reason);
    }
    var outcome = awaitServed(target, installation, version);
    if (outcome instanceof Outcome.Failed(_, _, var reason)) {
      return unserved(target, installation, version, reason);
    }
    installation.settle();
    LOG.infof(
        "version settled target=%s version=%s state=%s", target.name(), version, outcome.word());
    return outcome;
  }

  private Outcome awaitServed(Target target, Installation installation, Version version)
      throws IOException, InterruptedException {
    var deadline = clock.instant().plus(PATIENCE);
    var outcome = look(target, installation, version);
    for (var looks = 1; looks < MOST_LOOKS && outcome instanceof Outcome.Failed; looks++) {
      pause.pause(BETWEEN_LOOKS);
      var left = Duration.between(clock.instant(), deadline);
      if (!left.isPositive()) {
        break;
      }
      outcome =
          look(
              target,
              installation,
              version,
              left.compareTo(LONGEST_LOOK) < 0 ? left : LONGEST_LOOK);
    }
    return outcome;
  }

  private Outcome unserved(Target target, Installation installation, Version version, String reason)
      throws IOException, InterruptedException {
    if (installation.journal() instanceof Journal.Switching(_, _, var previous)
        && previous == Previous.NONE) {
      LOG.warnf("version not served target=%s version=%s: %s", target.name(), version, reason);
      return new Outcome.Failed(
          Optional.of(version),
          Fault.SERVER,
          reason + "; the next round tries to have it served again");
    }
    return back(target, installation, version, reason, Reached.THE_SERVER);
  }

  private Outcome back(
      Target target, Installation installation, Version version, String reason, Reached reached)
      throws IOException, InterruptedException {
    installation.turnBack();
    if (reached == Reached.THE_SERVER) {
      reloadOld(target);
    }
    installation.returned();
    LOG.warnf("version rolled back target=%s version=%s: %s", target.name(), version, reason);
    return new Outcome.RolledBack(installation.journal().confirmed(), version, reason);
  }

  /// If this fails, the server goes on with what it has in memory, old or new.
  private void reloadOld(Target target) throws InterruptedException {
    if (runner.reload(target.recipe()) instanceof CommandOutcome.Failed(var reason)) {
      LOG.warnf("reload after going back failed target=%s: %s", target.name(), reason);
    }
  }

  private static String differs(
      Listener listener, X509Certificate served, X509Certificate installed) {
    return "the server presents serial "
        + SerialNumber.of(served)
        + " at "
        + listener
        + ", installed is "
        + SerialNumber.of(installed);
  }

  private enum Switched {
    /// The server has not heard of it.
    JUST_NOW,
    /// The server may have read the switch file since.
    EARLIER
  }

  private enum Reached {
    THE_SERVER,
    NOT_THE_SERVER
  }
}
