package org.keyferry.agent.cycle;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keyferry.agent.connection.ConversationFailed;
import org.keyferry.agent.connection.RepositoryConnection;
import org.keyferry.agent.cycle.RoundResult.TargetResult;
import org.keyferry.agent.disk.PathGuard;
import org.keyferry.agent.fetch.BundleFetcher;
import org.keyferry.agent.fetch.HighWaterMarks;
import org.keyferry.agent.fetch.ManifestFetcher;
import org.keyferry.agent.install.Installation;
import org.keyferry.agent.install.Journal;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.HighWaterMark;
import org.keyferry.protocol.bundle.Manifest;
import org.keyferry.protocol.bundle.RejectedStatement;
import org.keyferry.protocol.bundle.SealedKeyOpener;
import org.keyferry.protocol.bundle.Version;

/// One round: finish what is under way, ask what this host should hold, fetch and install what is
/// new, look at what is served.
///
/// A fault of one target does not touch another. Whatever happens, what is in force stays in force
/// until something better has proved itself.
final class Round {

  private static final Logger LOG = Logger.getLogger(Round.class);

  private final AgentId agent;
  private final List<Target> targets;
  private final ManifestFetcher manifests;
  private final BundleFetcher bundles;
  private final HighWaterMarks marks;
  private final SealedKeyOpener opener;
  private final TargetInstaller installer;
  private final PathGuard guard;
  private final Rests rests;
  private final InstantSource clock;

  private final Map<Target, Outcome> outcomes = new HashMap<>();
  private final Map<Target, Manifest.Entry> entries = new HashMap<>();

  Round(
      AgentId agent,
      List<Target> targets,
      ManifestFetcher manifests,
      BundleFetcher bundles,
      HighWaterMarks marks,
      SealedKeyOpener opener,
      TargetInstaller installer,
      PathGuard guard,
      Rests rests,
      InstantSource clock) {
    this.agent = agent;
    this.targets = targets;
    this.manifests = manifests;
    this.bundles = bundles;
    this.marks = marks;
    this.opener = opener;
    this.installer = installer;
    this.guard = guard;
    this.rests = rests;
    this.clock = clock;
  }

  /// The part that needs only this host: what a crash or a failed reload left undone.
  void finishWhatIsUnderWay() throws InterruptedException {
    for (var target : targets) {
      try {
        var installation = Installation.prepare(target.placement(), guard);
        var version = underWay(installation);
        if (version.isPresent() && rests.of(target, version.get(), clock.instant()).isEmpty()) {
          installer
              .finish(target, installation)
              .ifPresent(outcome -> note(target, version, outcome));
        }
      } catch (IOException failure) {
        note(target, Optional.empty(), failed(target, Trouble.of(failure)));
      } catch (RuntimeException defect) {
        note(target, Optional.empty(), broken(target, defect));
      }
    }
  }

  /// Asks the repository, and waits for news.
  ///
  /// @throws ConversationFailed if it does not answer as it should
  Manifest ask(RepositoryConnection connection, Duration wait)
      throws ConversationFailed, RejectedStatement, IOException, InterruptedException {
    return manifests.fetch(connection, wait);
  }

  /// Brings each target to what the manifest says.
  void follow(Manifest manifest, RepositoryConnection connection) throws InterruptedException {
    for (var target : targets) {
      var entry = manifest.named(target.certificate());
      entry.ifPresent(each -> entries.put(target, each));
      var known = outcomes.get(target);
      if (entry.isPresent() && known != null && isAbout(known, entry.get().version())) {
        continue; // dealt with a moment ago
      }
      var outcome = bring(target, entry, connection);
      note(target, entry.map(Manifest.Entry::version), outcome);
    }
    try {
      bundles.forgetAllBut(manifest);
    } catch (IOException failure) {
      LOG.warnf("bundles not tidied: %s", Trouble.sentenceOf(failure));
    }
  }

  /// What the last manifest that is still fresh says, for when the repository is down.
  Optional<Manifest> kept() throws IOException {
    return manifests.kept();
  }

  /// Looks at the targets that nothing was done about.
  List<TargetResult> results() {
    var results = new ArrayList<TargetResult>();
    for (var target : targets) {
      var outcome = outcomes.get(target);
      if (outcome == null) {
        outcome = look(target);
        note(target, Optional.empty(), outcome);
      }
      results.add(new TargetResult(target, outcome));
    }
    return results;
  }

  /// What the manifest says of a target's certificate.
  Optional<Manifest.Entry> entryOf(Target target) {
    return Optional.ofNullable(entries.get(target));
  }

  private Outcome bring(
      Target target, Optional<Manifest.Entry> entry, RepositoryConnection connection)
      throws InterruptedException {
    try {
      var installation = Installation.prepare(target.placement(), guard);
      if (entry.isEmpty()) {
        return new Outcome.Waiting(
            installation.journal().confirmed(),
            "the repository has nothing for certificate "
                + target.certificate()
                + ": it has no version yet, or this host has no grant for it");
      }
      return bring(target, installation, entry.get(), connection);
    } catch (RejectedStatement rejected) {
      return failed(target, Trouble.of(rejected));
    } catch (ConversationFailed failure) {
      return failed(target, Trouble.of(failure));
    } catch (IOException failure) {
      return failed(target, Trouble.of(failure));
    } catch (RuntimeException defect) {
      return broken(target, defect);
    }
  }

  private Outcome bring(
      Target target,
      Installation installation,
      Manifest.Entry entry,
      RepositoryConnection connection)
      throws ConversationFailed, RejectedStatement, IOException, InterruptedException {
    var mark = risenMark(installation, entry);
    var version = entry.version();
    if (isSound(installation, version)) {
      marks.put(agent, entry.certificate(), mark);
      return installer.look(target, installation, version);
    }
    var resting = rests.of(target, version, clock.instant());
    if (resting.isPresent()) {
      return resting.get();
    }
    var bundle = bundles.fetch(connection, entry);
    try (var key = opener.open(bundle)) {
      marks.put(agent, entry.certificate(), mark); // before anything is done with the version
      installation.stage(version, key, bundle.chain());
    }
    return installer.install(target, installation, version);
  }

  /// Where no mark was kept (this host was enrolled again), the versions on the disk say how far
  /// the certificate had come.
  private HighWaterMark risenMark(Installation installation, Manifest.Entry entry)
      throws IOException, RejectedStatement {
    var mark = marks.risenTo(agent, entry);
    if (mark.isPresent()) {
      return mark.get();
    }
    var newest = installation.versions().stream().max(Version::compareTo);
    if (newest.isPresent() && newest.get().isNewerThan(entry.version())) {
      throw new RejectedStatement(
          RejectedStatement.Reason.ROLLED_BACK,
          "version "
              + entry.version()
              + " is older than "
              + newest.get()
              + ", which is on the disk, and this host has no high-water mark for certificate "
              + entry.certificate()
              + ". If that is a new certificate under an old name, give its target a new directory");
    }
    return HighWaterMark.of(entry);
  }

  private static boolean isSound(Installation installation, Version version) {
    try {
      if (!(installation.journal() instanceof Journal.Settled settled)
          || !settled.installed().equals(version)
          || !installation.isInForce(version)) {
        return false;
      }
      var _ = installation.requirePair(version);
      return true;
    } catch (IOException damaged) {
      LOG.warnf("installed version is damaged and is written again: %s", damaged.getMessage());
      return false;
    }
  }

  private Outcome look(Target target) {
    try {
      var installation = Installation.of(target.placement());
      var current = installation.journal().confirmed();
      return current.isPresent()
          ? installer.look(target, installation, current.get())
          : new Outcome.Waiting(current, "nothing is installed yet");
    } catch (IOException failure) {
      return failed(target, Trouble.of(failure));
    } catch (RuntimeException defect) {
      return broken(target, defect);
    }
  }

  private void note(Target target, Optional<Version> attempted, Outcome outcome) {
    outcomes.put(target, outcome);
    rests.note(
        target,
        attempted,
        entryOf(target).map(Manifest.Entry::certificate),
        outcome,
        clock.instant());
  }

  private Outcome failed(Target target, Trouble trouble) {
    LOG.warnf("target failed target=%s: %s", target.name(), trouble.sentence());
    return new Outcome.Failed(currentOf(target), trouble);
  }

  private Outcome broken(Target target, RuntimeException defect) {
    LOG.errorf(defect, "target hit a defect target=%s", target.name());
    return failed(target, Trouble.of(defect));
  }

  private static Optional<Version> currentOf(Target target) {
    try {
      return Installation.of(target.placement()).journal().confirmed();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private static Optional<Version> underWay(Installation installation) throws IOException {
    return switch (installation.journal()) {
      case Journal.Empty _, Journal.Settled _ -> Optional.empty();
      case Journal.Switching(_, var to, _) -> Optional.of(to);
      case Journal.Returning(_, var refused, _) -> Optional.of(refused);
    };
  }

  private static boolean isAbout(Outcome outcome, Version version) {
    return switch (outcome) {
      case Outcome.Served(var served) -> served.equals(version);
      case Outcome.Installed(var installed) -> installed.equals(version);
      case Outcome.RolledBack(_, var refused, _) -> refused.equals(version);
      case Outcome.Failed(var current, _, _) -> current.filter(version::equals).isPresent();
      case Outcome.Waiting _ -> false;
    };
  }
}
