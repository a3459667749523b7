package org.keyferry.agent.cycle;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.keyferry.agent.install.Installation;
import org.keyferry.agent.install.Journal;
import org.keyferry.agent.install.Journal.Previous;
import org.keyferry.agent.probe.ProbeAddress;
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
  private static final int LOOKS = 40;

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);

  private final RecipeRunner runner;
  private final Function<ProbeAddress, ProbeResult> probe;
  private final Pause pause;

  TargetInstaller(RecipeRunner runner, Function<ProbeAddress, ProbeResult> probe, Pause pause) {
    this.runner = runner;
    this.probe = probe;
    this.pause = pause;
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
        yield Optional.of(prove(target, installation, switching.to()));
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
    installation.switchTo(version);
    LOG.infof(
        "version switched target=%s version=%s serial=%s",
        target.name(), version, SerialNumber.of(leaf));
    return prove(target, installation, version);
  }

  /// What is served of what is installed.
  Outcome look(Target target, Installation installation, Version version) throws IOException {
    if (target.probe().isEmpty()) {
      return new Outcome.Installed(version);
    }
    var leaf = installation.leafOf(version);
    return switch (probe.apply(target.probe().get())) {
      case ProbeResult.Served(var served) when served.equals(leaf) -> new Outcome.Served(version);
      case ProbeResult.Served(var other) ->
          new Outcome.Failed(Optional.of(version), Fault.SERVER, differs(other, leaf));
      case ProbeResult.Silent(var reason) ->
          new Outcome.Failed(Optional.of(version), Fault.SERVER, reason);
    };
  }

  private Outcome prove(Target target, Installation installation, Version version)
      throws IOException, InterruptedException {
    if (runner.validate(target.recipe()) instanceof CommandOutcome.Failed(var reason)) {
      return back(target, installation, version, reason, Reached.NOT_THE_SERVER);
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
    var outcome = look(target, installation, version);
    for (var looks = 1; looks < LOOKS && outcome instanceof Outcome.Failed; looks++) {
      pause.pause(BETWEEN_LOOKS);
      outcome = look(target, installation, version);
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

  private static String differs(X509Certificate served, X509Certificate installed) {
    return "the server presents serial "
        + SerialNumber.of(served)
        + ", installed is "
        + SerialNumber.of(installed);
  }

  private enum Reached {
    THE_SERVER,
    NOT_THE_SERVER
  }
}
