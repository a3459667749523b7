package org.keyferry.agent.cycle;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.keyferry.agent.install.Installation;
import org.keyferry.agent.install.Journal;
import org.keyferry.agent.install.Previous;
import org.keyferry.agent.install.Stage;
import org.keyferry.agent.probe.Listener;
import org.keyferry.agent.reload.CommandOutcome;
import org.keyferry.agent.reload.RecipeRunner;
import org.keyferry.protocol.bundle.RejectedStatement;
import org.keyferry.protocol.bundle.Version;

/// Puts a version in force on one target, or everything back as it was.
///
/// The stages are those of [Stage]; each is in the journal before it begins. Until the switch, a
/// failure leaves no trace. After it, whatever fails leads back to the switch file before it, if
/// there was one. Without one, the new pair stays: it matches and there is nothing better, and the
/// next round tries to have it served again.
///
/// A reload that lies is the exception: where some listeners present the new certificate and others
/// still present another, going back would take it from those that have it. It stays, as stale.
final class TargetInstaller {

  private static final Logger LOG = Logger.getLogger(TargetInstaller.class);
  private static final Duration PATIENCE_AFTER_GOING_BACK = Duration.ofSeconds(3);

  private final RecipeRunner runner;
  private final Watch watch;
  private final Progress progress;

  TargetInstaller(RecipeRunner runner, Watch watch, Progress progress) {
    this.runner = runner;
    this.watch = watch;
    this.progress = progress;
  }

  /// Goes on where a process died, or where an earlier round left a reload pending. Needs nothing
  /// but this host.
  ///
  /// @return what came of the version that was under way; empty if none was, or if it begins anew
  Optional<Finding> finish(Target target, Installation installation)
      throws IOException, InterruptedException {
    return switch (installation.journal()) {
      case Journal.Rest _ -> Optional.empty();
      case Journal.Preparing(_, var version, var at) -> {
        LOG.infof("install begins anew target=%s version=%s was at=%s", target.name(), version, at);
        installation.forsake();
        yield finish(target, installation);
      }
      case Journal.Switching switching when installation.isInForce(switching.version()) -> {
        LOG.infof(
            "install resumed target=%s version=%s was at=%s",
            target.name(), switching.version(), switching.at());
        var course = new Course(target, installation, switching.version());
        yield Optional.of(
            prove(course, installation.leafOf(course.version), Set.of(), Switched.EARLIER));
      }
      case Journal.Switching _ -> {
        installation.returned(); // the process died before the switch
        yield Optional.empty();
      }
      case Journal.Returning(var from, var refused, _, var at) -> {
        installation.turnBack();
        reloadOld(target);
        installation.returned();
        yield Optional.of(
            Finding.at(
                at,
                new Outcome.RolledBack(from.confirmed(), refused, "going back was interrupted")));
      }
    };
  }

  /// @param staging opens key and chain, and writes them beside what is in force
  /// @throws InterruptedException anywhere; the journal says how far it came
  Finding install(Target target, Installation installation, Version version, Staging staging)
      throws InterruptedException {
    var course = new Course(target, installation, version);
    try {
      var leaf = prepare(course, staging);
      var silent =
          watch.once(target.listeners()).stream()
              .filter(Look::isSilent)
              .map(Look::listener)
              .collect(Collectors.toSet());
      var underWay = installation.journal() instanceof Journal.Preparing(Journal.UnderWay _, _, _);
      course.tell(Stage.SWITCH);
      installation.switchTo(version);
      return prove(course, leaf, silent, underWay ? Switched.EARLIER : Switched.JUST_NOW);
    } catch (RejectedStatement rejected) {
      return course.failed(Trouble.of(rejected));
    } catch (IOException failure) {
      return course.failed(Trouble.of(failure));
    } catch (RuntimeException defect) {
      LOG.errorf(defect, "target hit a defect target=%s", target.name());
      return course.failed(Trouble.of(defect));
    }
  }

  /// What is served of what is installed.
  Finding look(Target target, Installation installation, Version version, Care care)
      throws IOException, InterruptedException {
    if (target.listeners().isEmpty()) {
      return Finding.of(new Outcome.Installed(version));
    }
    var leaf = installation.leafOf(version);
    if (care == Care.ONE_LOOK) {
      var looks = watch.once(target.listeners());
      if (looks.stream().allMatch(each -> each.shows(leaf))) {
        return Finding.of(new Outcome.Served(version)).seen(looks);
      }
    }
    return judged(version, watch.prove(target.listeners(), leaf, Duration.ZERO));
  }

  /// Has the server read once more what is in force: it was told, and presents something else.
  Finding reloadAgain(Target target, Installation installation, Version version, Finding stale)
      throws IOException, InterruptedException {
    var course = new Course(target, installation, version);
    course.tell(Stage.VALIDATE);
    var refused = reasonOf(runner.validate(target.recipe()));
    if (refused.isEmpty()) {
      course.tell(Stage.RELOAD);
      refused = reasonOf(runner.reload(target.recipe()));
    }
    if (refused.isPresent()) {
      var reason = stale.outcome().whyNot().orElse("") + "; " + refused.get();
      LOG.warnf("version stale target=%s version=%s: %s", target.name(), version, reason);
      return Finding.at(course.stage, new Outcome.Stale(version, reason)).seen(stale.looks());
    }
    course.tell(Stage.PROBE);
    var finding =
        judged(
            version,
            watch.prove(target.listeners(), installation.leafOf(version), target.patience()));
    LOG.infof(
        "version read again target=%s version=%s state=%s",
        target.name(), version, finding.outcome().word());
    return finding;
  }

  private static Finding judged(Version version, Watch.Proof proof) {
    if (proof.isSteady()) {
      return Finding.of(new Outcome.Served(version)).seen(proof.looks());
    }
    var outcome =
        proof.others().isEmpty()
            ? new Outcome.Failed(Optional.of(version), Fault.SERVER, proof.reason())
            : new Outcome.Stale(version, proof.reason());
    return Finding.at(Stage.PROBE, outcome).seen(proof.looks());
  }

  private X509Certificate prepare(Course course, Staging staging)
      throws IOException, RejectedStatement {
    try {
      course.enter(Stage.PLAN);
      course.enter(Stage.STAGE);
      staging.stage();
      course.enter(Stage.CHECK);
      return course.installation.requirePair(course.version);
    } catch (IOException | RejectedStatement | RuntimeException failure) {
      forsake(course, failure);
      throw failure;
    }
  }

  /// Where even that fails, the next round does it.
  private static void forsake(Course course, Exception failure) {
    try {
      course.installation.forsake();
    } catch (IOException too) {
      failure.addSuppressed(too);
    }
  }

  private Finding prove(
      Course course, X509Certificate leaf, Set<Listener> silentBefore, Switched switched)
      throws IOException, InterruptedException {
    course.enter(Stage.VALIDATE);
    var refused = reasonOf(runner.validate(course.target.recipe()));
    if (refused.isPresent()) {
      return switch (switched) {
        case JUST_NOW -> back(course, refused.get(), Reached.NOT_THE_SERVER);
        case EARLIER -> unserved(course, refused.get());
      };
    }
    course.enter(Stage.RELOAD);
    refused = reasonOf(runner.reload(course.target.recipe()));
    if (refused.isPresent()) {
      return unserved(course, refused.get());
    }
    course.enter(Stage.PROBE);
    return course.target.listeners().isEmpty()
        ? settled(course, Finding.of(new Outcome.Installed(course.version)))
        : weighed(
            course,
            watch.prove(course.target.listeners(), leaf, course.target.patience()),
            silentBefore);
  }

  /// The new version stays if it is served somewhere and took nothing from anybody.
  private Finding weighed(Course course, Watch.Proof proof, Set<Listener> silentBefore)
      throws IOException, InterruptedException {
    var fellSilent = new HashSet<>(proof.silent().stream().map(Look::listener).toList());
    fellSilent.removeAll(silentBefore);
    return proof.isSteady() || (!proof.seenAt().isEmpty() && fellSilent.isEmpty())
        ? settled(course, judged(course.version, proof))
        : unserved(course, proof.reason()).orSeen(proof.looks());
  }

  private Finding settled(Course course, Finding finding) throws IOException {
    course.installation.settle();
    finding
        .outcome()
        .whyNot()
        .ifPresentOrElse(
            reason ->
                LOG.warnf(
                    "version settled target=%s version=%s state=%s: %s",
                    course.target.name(), course.version, finding.outcome().word(), reason),
            () ->
                LOG.infof(
                    "version settled target=%s version=%s state=%s",
                    course.target.name(), course.version, finding.outcome().word()));
    return finding;
  }

  private Finding unserved(Course course, String reason) throws IOException, InterruptedException {
    if (course.installation.journal() instanceof Journal.Switching switching
        && switching.previous() instanceof Previous.None) {
      LOG.warnf(
          "version not served target=%s version=%s: %s",
          course.target.name(), course.version, reason);
      return Finding.at(
          course.stage,
          new Outcome.Failed(
              Optional.of(course.version),
              Fault.SERVER,
              reason + "; the next round tries to have it served again"));
    }
    return back(course, reason, Reached.THE_SERVER);
  }

  private Finding back(Course course, String reason, Reached reached)
      throws IOException, InterruptedException {
    course.installation.turnBack();
    if (reached == Reached.THE_SERVER) {
      reloadOld(course.target);
    }
    course.installation.returned();
    LOG.warnf(
        "version rolled back target=%s version=%s stage=%s: %s",
        course.target.name(), course.version, course.stage, reason);
    var current = course.installation.journal().confirmed();
    var finding = Finding.at(course.stage, new Outcome.RolledBack(current, course.version, reason));
    return reached == Reached.THE_SERVER && current.isPresent()
        ? finding.seen(looksAfterGoingBack(course, current.get()))
        : finding;
  }

  /// For the report: whether what was served before is served again.
  private List<Look> looksAfterGoingBack(Course course, Version current)
      throws IOException, InterruptedException {
    var proof =
        watch.prove(
            course.target.listeners(),
            course.installation.leafOf(current),
            course.target.patience().compareTo(Watch.PATIENCE) > 0
                ? course.target.patience()
                : PATIENCE_AFTER_GOING_BACK);
    if (!proof.isSteady()) {
      LOG.warnf(
          "version before not served target=%s version=%s: %s",
          course.target.name(), current, proof.reason());
    }
    return proof.looks();
  }

  private static Optional<String> reasonOf(CommandOutcome outcome) {
    return switch (outcome) {
      case CommandOutcome.Succeeded _ -> Optional.empty();
      case CommandOutcome.Failed(var reason) -> Optional.of(reason);
      case CommandOutcome.Hung(var reason) -> Optional.of(reason);
    };
  }

  /// If this fails, the server goes on with what it has in memory, old or new.
  private void reloadOld(Target target) throws InterruptedException {
    reasonOf(runner.reload(target.recipe()))
        .ifPresent(reason ->
            LOG.warnf("reload after going back failed target=%s: %s", target.name(), reason));
  }

  /// One version on its way into one target.
  private final class Course {

    private final Target target;
    private final Installation installation;
    private final Version version;
    private Stage stage = Stage.PLAN;

    Course(Target target, Installation installation, Version version) {
      this.target = target;
      this.installation = installation;
      this.version = version;
    }

    /// The journal first.
    void enter(Stage next) throws IOException {
      stage = next;
      installation.reach(next, version);
      tell(next);
    }

    void tell(Stage next) {
      stage = next;
      LOG.infof("stage begun target=%s version=%s stage=%s", target.name(), version, next);
      progress.reached(Progress.Step.of(target, version, next));
    }

    Finding failed(Trouble trouble) {
      LOG.warnf(
          "target failed target=%s version=%s stage=%s: %s",
          target.name(), version, stage, trouble.sentence());
      return Finding.at(stage, new Outcome.Failed(confirmed(), trouble));
    }

    private Optional<Version> confirmed() {
      try {
        return installation.journal().confirmed();
      } catch (IOException unreadable) {
        return Optional.empty();
      }
    }
  }

  /// Key and chain of the version, written beside what is in force.
  @FunctionalInterface
  interface Staging {
    void stage() throws IOException, RejectedStatement;
  }

  /// How hard to look.
  enum Care {
    /// All was well the last time.
    ONE_LOOK,
    /// It was not: one good look is not enough.
    SEVERAL_LOOKS
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
