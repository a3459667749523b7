package org.keyferry.agent.cycle;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.agent.ScriptedHost;
import org.keyferry.agent.ScriptedRepository;
import org.keyferry.agent.Strace;
import org.keyferry.agent.Tree;
import org.keyferry.protocol.agent.Report;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.testkit.TurnableClock;

/// The agent may die, or its disk fail, at every call with which a whole round changes its state:
/// manifest, high-water marks, bundles, the logbook and the journal of reports (F2, F4, T24). What
/// an install changes elsewhere is for `CrashIT`.
///
/// After each the next round completes, and nothing is lost: neither the identity, nor how far the
/// certificate had come, nor a report, of which no two have the same generation.
/// `-Dkeyferry.crash.every=1` tries every call; without it, every tenth.
class RoundCrashIT {

  private static final Version OLD = new Version(1, 1);
  private static final Version NEW = new Version(1, 2);
  private static final int FEWEST_POINTS = 30;
  private static final int EVERY = Integer.getInteger("keyferry.crash.every", 10);
  private static final String HALF = "half";

  private static final Map<String, String> FAILURES =
      Map.of("write", "ENOSPC", "openat", "EROFS", "fsync", "EIO");

  @TempDir private Path directory;

  private final ScriptedRepository repository =
      ScriptedRepository.at(TurnableClock.at(Instant.now()));
  private Path host;
  private Path state;
  private Strace strace;

  @SuppressWarnings("NullAway.Init") // set before each test
  RoundCrashIT() {}

  @BeforeEach
  void installTheOldVersion() throws Exception {
    host = Files.createDirectory(directory.resolve("host"));
    state = host.resolve("state");
    var _ =
        ScriptedHost.in(host, repository, TurnableClock.at(Instant.now()))
            .withFiles("/bin/true")
            .enrolled();
    repository.publishes(OLD);
    assertThat(outcomeOfARound()).isEqualTo(new Outcome.Installed(OLD));
    leaveWhatACrashLeaves();
    repository.publishes(NEW);
    new Tree(host).keep(directory.resolve("before"));
    strace =
        new Strace(
            directory,
            state,
            RoundOnce.class,
            List.of(host.toString(), repository.uri().toString()));
  }

  @AfterEach
  void close() {
    repository.close();
  }

  @Test
  void theAgentMayDieAtAnyCallOfARound() throws Exception {
    var points = someOf(strace.points());
    var oldLeft = 0;
    for (var point : points) {
      startAnew();
      var told = repository.reports().size();

      strace.killAt(point);

      oldLeft += markIsAt(OLD) ? 1 : 0;
      assertNothingIsLostAfter(point, told);
    }
    assertThat(oldLeft).isPositive().isLessThan(points.size());
    System.out.printf(
        Locale.ROOT,
        "a round: killed at %d file-system calls on the state, all landed; high-water marks"
            + " afterwards: old %d, new %d, lost 0; next rounds completed %d%n",
        points.size(),
        oldLeft,
        points.size() - oldLeft,
        points.size());
  }

  @Test
  void theDiskMayFailAtAnyCallOfARound() throws Exception {
    var points =
        someOf(
            strace.points().stream().filter(point -> FAILURES.containsKey(point.call())).toList());
    for (var point : points) {
      startAnew();
      var told = repository.reports().size();

      var _ = strace.failAt(point, requireNonNull(FAILURES.get(point.call())));

      assertNothingIsLostAfter(point, told);
    }
    System.out.printf(
        Locale.ROOT,
        "a round: disk failed at %d calls on the state (%s), all landed; next rounds completed"
            + " %d%n",
        points.size(),
        FAILURES,
        points.size());
  }

  private Outcome outcomeOfARound() throws Exception {
    var result = RoundOnce.on(host, repository.uri());
    assertThat(result.trouble()).isEmpty();
    return result.targets().getFirst().outcome();
  }

  private void startAnew() throws IOException {
    new Tree(host).restore(directory.resolve("before"));
  }

  private boolean markIsAt(Version version) throws IOException {
    return Files.readString(state.resolve("high-water-marks.json")).contains("\"" + version + "\"");
  }

  private void assertNothingIsLostAfter(Strace.Point point, int told) throws Exception {
    assertThat(markIsAt(OLD) || markIsAt(NEW)).as("high-water marks after %s", point).isTrue();

    assertThat(outcomeOfARound())
        .as("the next round after %s", point)
        .isEqualTo(new Outcome.Installed(NEW));

    assertThat(markIsAt(NEW)).isTrue();
    var reports = repository.reports();
    assertOneForEachGeneration(reports.subList(told, reports.size()));
    assertThat(reports.getLast().targets().getFirst().installed())
        .as("what is reported after %s", point)
        .isEqualTo(NEW.toString());
    assertNothingIsLeftOver();
  }

  /// The same report may be sent again; another one with its generation looks like a second host.
  private static void assertOneForEachGeneration(List<Report> reports) {
    var different = new HashSet<>(reports);
    assertThat(different.stream().map(Report::generation)).doesNotHaveDuplicates();
  }

  private void assertNothingIsLeftOver() throws IOException {
    assertThat(namesIn(state))
        .containsExactlyInAnyOrder(
            "bundles",
            "high-water-marks.json",
            "identity",
            "last-round.json",
            "lock",
            "manifest.jws",
            "report.json");
    assertThat(namesIn(state.resolve("bundles"))).singleElement().asString().contains("-1.2.jws");
  }

  private static List<String> namesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(each -> String.valueOf(each.getFileName())).toList();
    }
  }

  /// So that the round under test has an earlier crash to clean up after as well.
  private void leaveWhatACrashLeaves() throws IOException {
    for (var name : List.of("manifest.jws", "high-water-marks.json", "report.json")) {
      Files.writeString(state.resolve("." + name + ".new"), HALF);
    }
    Files.writeString(state.resolve("bundles/.x.jws.new"), HALF);
  }

  /// Evenly spread; the last calls, which nothing makes good, among them.
  private static List<Strace.Point> someOf(List<Strace.Point> points) {
    assertThat(points).hasSizeGreaterThanOrEqualTo(FEWEST_POINTS / 2);
    var some = new ArrayList<Strace.Point>();
    for (var index = points.size() - 1; index >= 0; index -= EVERY) {
      some.add(points.get(index));
    }
    return some;
  }
}
