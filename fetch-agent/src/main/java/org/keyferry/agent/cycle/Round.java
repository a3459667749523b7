package org.keyferry.agent.cycle;

import java.io.IOException;
import java.security.ProviderException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keyferry.agent.connection.ConversationFailed;
import org.keyferry.agent.connection.RepositoryConnection;
import org.keyferry.agent.cycle.RoundResult.TargetResult;
import org.keyferry.agent.cycle.RoundResult.Unwanted;
import org.keyferry.agent.disk.PathGuard;
import org.keyferry.agent.fetch.BundleFetcher;
import org.keyferry.agent.fetch.HighWaterMarks;
import org.keyferry.agent.fetch.ManifestFetcher;
import org.keyferry.agent.install.Installation;
import org.keyferry.agent.install.Journal;
import org.keyferry.agent.install.Stage;
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
  private final Watch watch;
  private final Rests rests;
  private final StopSignal stop;
  private final InstantSource clock;

  private final Map<Target, Finding> findings = new HashMap<>();
  private final Map<Target, Manifest.Entry> entries = new HashMap<>();
  private final Map<Target, Version> installed = new LinkedHashMap<>();
  private final List<Unwanted> unwanted = new ArrayList<>();

  Round(
      AgentId agent,
      List<Target> targets,
      ManifestFetcher manifests,
      BundleFetcher bundles,
      HighWaterMarks marks,
      SealedKeyOpener opener,
      TargetInstaller installer,
      PathGuard guard,
      Watch watch,
      Rests rests,
      StopSignal stop,
      InstantSource clock) {
    this.agent = agent;
    this.targets = targets;
    this.manifests = manifests;
    this.bundles = bundles;
    this.marks = marks;
    this.opener = opener;
    this.installer = installer;
    this.guard = guard;
    this.watch = watch;
    this.rests = rests;
    this.stop = stop;
    this.clock = clock;
  }

  /// The part that needs only this host: what a crash or a failed reload left undone.
  void finishWhatIsUnderWay() throws InterruptedException {
    for (var target : targets) {
      stop.check();
      try {
        var installation = Installation.prepare(target.placement(), guard);
        var journal = installation.journal();
        if (journal instanceof Journal.Preparing || !isResting(target, journal)) {
          installer
              .finish(target, installation)
              .ifPresent(finding -> {
                note(target, journal.pending(), finding);
                journal.pending().ifPresent(version -> noteInForce(target, version, finding));
              });
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
      stop.check();
      var entry = manifest.named(target.certificate());
      entry.ifPresent(each -> entries.put(target, each));
      var known = findings.get(target);
      if (entry.isPresent() && known != null && known.outcome().isAbout(entry.get().version())) {
        continue; // dealt with a moment ago
      }
      var finding = bring(target, entry, connection);
      note(target, entry.map(Manifest.Entry::version), finding);
    }
    keepUnwanted(manifest, connection);
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
  List<TargetResult> results() throws InterruptedException {
    var results = new ArrayList<TargetResult>();
    for (var target : targets) {
      var finding = findings.get(target);
      if (finding == null) {
        note(target, Optional.empty(), look(target));
      } else if (finding.looks().isEmpty() && !target.listeners().isEmpty()) {
        findings.put(target, finding.seen(watch.once(target.listeners())));
      }
      results.add(new TargetResult(target, found(target)));
    }
    return results;
  }

  /// Bundles that came from the repository.
  int fetched() {
    return bundles.fetched();
  }

  /// What this round put in force.
  Map<Target, Version> installed() {
    return installed;
  }

  List<Unwanted> unwanted() {
    return unwanted;
  }

  private Finding found(Target target) {
    var finding = Objects.requireNonNull(findings.get(target));
    return finding.remarking(finding.remark().or(() -> rests.remarkOn(target)));
  }

  /// What the manifest says of a target's certificate.
  Optional<Manifest.Entry> entryOf(Target target) {
    return Optional.ofNullable(entries.get(target));
  }

  private Finding bring(
      Target target, Optional<Manifest.Entry> entry, RepositoryConnection connection)
      throws InterruptedException {
    try {
      var installation = Installation.prepare(target.placement(), guard);
      if (entry.isEmpty()) {
        return Finding.of(
            new Outcome.Waiting(
                installation.journal().confirmed(),
                "the repository has nothing for certificate "
                    + target.certificate()
                    + ": it has no version yet, or this host has no grant for it"));
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

  private Finding bring(
      Target target,
      Installation installation,
      Manifest.Entry entry,
      RepositoryConnection connection)
      throws ConversationFailed, RejectedStatement, IOException, InterruptedException {
    var mark = risenMark(installation, entry);
    var version = entry.version();
    if (isSound(installation, version)) {
      marks.put(agent, entry.certificate(), mark);
      return watchOver(target, installation, version);
    }
    var resting = rests.of(target, version, clock.instant());
    if (resting.isPresent()) {
      return new Finding(resting.get(), rests.stageOf(target), List.of(), Optional.empty());
    }
    var bundle = stop.interrupting(() -> bundles.fetch(connection, entry));
    var admission = admissionOf(target, installation, version);
    if (admission instanceof Admission.Closed(var until)) {
      return held(target, installation, version, until);
    }
    var finding =
        installer.install(
            target,
            installation,
            version,
            () -> {
              try (var key = opener.open(bundle)) {
                marks.put(agent, entry.certificate(), mark); // before anything is done with it
                installation.stage(version, key, bundle.chain());
              }
            });
    noteInForce(target, version, finding);
    return remarkedOn(finding, target, admission);
  }

  /// A first installation takes nothing from anybody, and what is damaged is mended at once:
  /// neither waits for a window.
  private Admission admissionOf(Target target, Installation installation, Version version)
      throws IOException {
    var inForce = installation.journal().confirmed();
    return inForce.isEmpty() || inForce.get().equals(version)
        ? new Admission.Open()
        : Admission.to(target, expiryOf(installation, inForce.get()), clock.instant());
  }

  /// One that cannot be read is as good as expired.
  private static Instant expiryOf(Installation installation, Version version) {
    try {
      return installation.leafOf(version).getNotAfter().toInstant();
    } catch (IOException damaged) {
      return Instant.EPOCH;
    }
  }

  private Finding held(Target target, Installation installation, Version version, Instant until)
      throws IOException, InterruptedException {
    var installed = installation.journal().confirmed().orElseThrow();
    if (!rests.isHeld(target, version)) {
      LOG.infof("version held target=%s version=%s until=%s", target.name(), version, until);
    }
    return Finding.at(Stage.PLAN, new Outcome.Held(installed, version, until))
        .seen(watch.once(target.listeners()));
  }

  private Finding remarkedOn(Finding finding, Target target, Admission admission) {
    if (!(admission instanceof Admission.Overridden overridden)) {
      return finding;
    }
    var remark = overridden.remark(clock.instant());
    LOG.warnf("window overridden target=%s: %s", target.name(), remark);
    return finding.remarking(Optional.of(remark));
  }

  /// Looks at what is in force. A server that presents something else is told once more, now and
  /// then, within its window.
  private Finding watchOver(Target target, Installation installation, Version version)
      throws IOException, InterruptedException {
    var finding = installer.look(target, installation, version, rests.careFor(target));
    return finding.outcome() instanceof Outcome.Stale
            && rests.mayTry(target, version, clock.instant())
            && !(Admission.to(target, expiryOf(installation, version), clock.instant())
                instanceof Admission.Closed)
        ? installer.reloadAgain(target, installation, version, finding)
        : finding;
  }

  /// Bundles that no target wants stay as they are: it may be declared tomorrow, with the
  /// repository down.
  private void keepUnwanted(Manifest manifest, RepositoryConnection connection)
      throws InterruptedException {
    for (var entry : manifest.entries()) {
      if (targets.stream().noneMatch(each -> each.certificate().equals(entry.name()))) {
        unwanted.add(
            new Unwanted(
                entry.certificate(),
                entry.name(),
                entry.version(),
                faultOfKeeping(entry, connection)));
      }
    }
  }

  private Optional<String> faultOfKeeping(Manifest.Entry entry, RepositoryConnection connection)
      throws InterruptedException {
    try {
      var _ = stop.interrupting(() -> bundles.fetch(connection, entry));
      return Optional.empty();
    } catch (RejectedStatement rejected) {
      return Optional.of(Trouble.of(rejected).sentence());
    } catch (ConversationFailed failure) {
      return Optional.of(failure.sentence());
    } catch (IOException failure) {
      return Optional.of(Trouble.sentenceOf(failure));
    }
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
      LOG.warnf(
          "version damaged and written again version=%s: %s", version, Trouble.sentenceOf(damaged));
      return false;
    }
  }

  private Finding look(Target target) throws InterruptedException {
    try {
      var installation = Installation.of(target.placement());
      var current = installation.journal().confirmed();
      return current.isPresent()
          ? installer.look(target, installation, current.get(), rests.careFor(target))
          : Finding.of(new Outcome.Waiting(current, "nothing is installed yet"));
    } catch (IOException failure) {
      return failed(target, Trouble.of(failure));
    } catch (RuntimeException defect) {
      return broken(target, defect);
    }
  }

  private void note(Target target, Optional<Version> attempted, Finding finding) {
    findings.put(target, finding);
    rests.note(
        target,
        attempted,
        entryOf(target).map(Manifest.Entry::certificate),
        finding,
        clock.instant());
  }

  private void noteInForce(Target target, Version version, Finding finding) {
    if (finding.outcome().current().filter(version::equals).isPresent()) {
      installed.put(target, version);
    }
  }

  private static Finding failed(Target target, Trouble trouble) {
    LOG.warnf(
        "target failed target=%s stage=%s: %s", target.name(), Stage.PLAN, trouble.sentence());
    return Finding.at(Stage.PLAN, new Outcome.Failed(currentOf(target), trouble));
  }

  private static Finding broken(Target target, RuntimeException defect) {
    if (!(defect instanceof ProviderException)) { // a token that does not answer is none
      LOG.errorf(defect, "target hit a defect target=%s", target.name());
    }
    return failed(target, Trouble.of(defect));
  }

  private static Optional<Version> currentOf(Target target) {
    try {
      return Installation.of(target.placement()).journal().confirmed();
    } catch (IOException unreadable) {
      return Optional.empty();
    }
  }

  private boolean isResting(Target target, Journal journal) {
    return journal
        .pending()
        .flatMap(version -> rests.of(target, version, clock.instant()))
        .isPresent();
  }
}
