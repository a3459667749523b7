package org.keyferry.agent.cycle;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keyferry.agent.install.Stage;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;

/// Leaves a target alone for a while after a version failed on it, longer each time. A new version
/// is tried at once.
final class Rests {

  /// A server that still presents something else after so many reloads needs a person.
  private static final int MOST_RELOADS = 5;

  private final BackOff backOff;
  private final BackOff ofServers;
  private final Patience patience;
  private final Map<String, Logbook.Entry> entries;

  /// @param backOff where the fault is not with the server
  /// @param ofServers where each try disturbs it, and a person has to look
  Rests(Logbook.Page lastRound, BackOff backOff, BackOff ofServers, Patience patience) {
    this.backOff = backOff;
    this.ofServers = ofServers;
    this.patience = patience;
    this.entries = new HashMap<>(lastRound.targets());
  }

  /// @return what came of the last try of this very version, if it is too early for another
  Optional<Outcome> of(Target target, Version attempt, Instant now) {
    return patience == Patience.NONE
        ? Optional.empty()
        : entry(target)
            .filter(each -> each.attempted().filter(attempt.toString()::equals).isPresent())
            .filter(each -> each.notBefore().filter(now::isBefore).isPresent())
            .map(each -> outcomeOf(each, attempt));
  }

  /// Whether what is in force, and is not presented everywhere, may be reloaded once more.
  boolean mayTry(Target target, Version version, Instant now) {
    return patience == Patience.NONE
        || (of(target, version, now).isEmpty()
            && entry(target)
                .filter(each -> each.attempted().filter(version.toString()::equals).isPresent())
                .filter(each -> each.failures() >= MOST_RELOADS)
                .isEmpty());
  }

  /// What was not well is not believed at the first look.
  TargetInstaller.Care careFor(Target target) {
    return entry(target).filter(each -> each.state().equals("served")).isPresent()
        ? TargetInstaller.Care.ONE_LOOK
        : TargetInstaller.Care.SEVERAL_LOOKS;
  }

  boolean isHeld(Target target, Version version) {
    return entry(target)
        .filter(each -> each.state().equals("held"))
        .flatMap(Logbook.Entry::reason)
        .filter(each -> each.startsWith("version " + version + " "))
        .isPresent();
  }

  /// At which the last try failed.
  Optional<Stage> stageOf(Target target) {
    return entry(target).flatMap(Logbook.Entry::stage).map(Stage::parse);
  }

  /// What is still worth telling of the version in force.
  Optional<String> remarkOn(Target target) {
    return entry(target).flatMap(Logbook.Entry::remark);
  }

  /// The earliest time to come at which one of these targets is to be tried again.
  Optional<Instant> next(List<Target> targets, Instant now) {
    return targets.stream()
        .flatMap(each -> entry(each).flatMap(Logbook.Entry::notBefore).stream())
        .filter(now::isBefore)
        .min(Instant::compareTo);
  }

  /// @param attempted empty if nothing was tried, only looked at
  void note(
      Target target,
      Optional<Version> attempted,
      Optional<CertificateId> certificate,
      Finding finding,
      Instant now) {
    var before = entry(target);
    var outcome = finding.outcome();
    var count =
        switch (outcome) {
          case Outcome.Failed failed when failed.fault() != Fault.SERVER ->
              countAfter(before, attempted, backOff, now);
          case Outcome.RolledBack _, Outcome.Failed _, Outcome.Stale _ ->
              countAfter(before, attempted, ofServers, now);
          case Outcome.Held held -> Count.heldUntil(held.until());
          case Outcome.Served _, Outcome.Installed _, Outcome.Waiting _ -> Count.NONE;
        };
    var current = outcome.current().map(Version::toString);
    entries.put(
        target.name().toString(),
        new Logbook.Entry(
            outcome.word(),
            current,
            certificate
                .map(CertificateId::toString)
                .or(() -> before.flatMap(Logbook.Entry::certificate)),
            outcome.whyNot(),
            finding
                .remark()
                .or(() ->
                    before
                        .filter(each -> each.version().equals(current))
                        .flatMap(Logbook.Entry::remark)),
            finding.stage().map(Stage::word),
            finding.servedSerial(),
            finding.looks().isEmpty()
                ? before.map(Logbook.Entry::seen).orElse(List.of())
                : finding.looks().stream().map(each -> Logbook.seen(each, now)).toList(),
            before.map(Logbook.Entry::installs).orElse(0L) + (isInstall(before, outcome) ? 1 : 0),
            before.map(Logbook.Entry::rollbacks).orElse(0L)
                + (isRollback(before, outcome, count) ? 1 : 0),
            count.attempted(),
            count.failures(),
            count.notBefore()));
  }

  /// Something else is in force than before, and nobody went back to it.
  private static boolean isInstall(Optional<Logbook.Entry> before, Outcome outcome) {
    return outcome.current().isPresent()
        && !(outcome instanceof Outcome.RolledBack)
        && !before.flatMap(Logbook.Entry::version).equals(outcome.current().map(Version::toString));
  }

  /// Not the one of before, told again while the target rests.
  private static boolean isRollback(Optional<Logbook.Entry> before, Outcome outcome, Count count) {
    return outcome instanceof Outcome.RolledBack
        && before
            .filter(each -> each.attempted().equals(count.attempted()))
            .filter(each -> each.failures() == count.failures())
            .isEmpty();
  }

  private Count countAfter(
      Optional<Logbook.Entry> before, Optional<Version> attempted, BackOff pauses, Instant now) {
    if (attempted.isEmpty()) { // only looked at: as it was
      return before
          .map(each -> new Count(each.attempted(), each.failures(), each.notBefore()))
          .orElse(Count.NONE);
    }
    var text = attempted.map(Version::toString);
    var same = before.filter(each -> each.attempted().equals(text));
    if (same.flatMap(Logbook.Entry::notBefore).filter(now::isBefore).isPresent()) {
      return new Count(text, same.get().failures(), same.get().notBefore()); // still resting
    }
    var failures = same.map(Logbook.Entry::failures).orElse(0) + 1;
    return new Count(text, failures, Optional.of(now.plus(pauses.after(failures))));
  }

  /// For the logbook; targets that are no longer in the settings are forgotten.
  Map<String, Logbook.Entry> entriesOf(Settings settings) {
    var kept = new HashMap<String, Logbook.Entry>();
    for (var target : settings.targets()) {
      entry(target).ifPresent(each -> kept.put(target.name().toString(), each));
    }
    return kept;
  }

  private Optional<Logbook.Entry> entry(Target target) {
    return Optional.ofNullable(entries.get(target.name().toString()));
  }

  private static Outcome outcomeOf(Logbook.Entry entry, Version attempt) {
    var current = entry.version().map(Version::parse);
    var reason = entry.reason().orElse("the last try failed");
    return entry.state().equals("rolled-back")
        ? new Outcome.RolledBack(current, attempt, reason)
        : new Outcome.Failed(current, Fault.SERVER, reason);
  }

  private record Count(Optional<String> attempted, int failures, Optional<Instant> notBefore) {

    static final Count NONE = new Count(Optional.empty(), 0, Optional.empty());

    /// Nothing was tried, so nothing rests: the window may have been changed meanwhile.
    static Count heldUntil(Instant opening) {
      return new Count(Optional.empty(), 0, Optional.of(opening));
    }
  }

  /// Whether anybody waits.
  enum Patience {
    /// A person asked: everything is tried at once.
    NONE,
    /// The agent is by itself, or a timer started it: what failed rests.
    RESTING
  }
}
