package org.keyferry.agent.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Ten thousand agents lose the repository at one moment and find it again at another, on a clock
/// that only this test turns. The repository holds a request for one poll, or until there is news,
/// which there is once it is back.
class PaceTest {

  private static final int AGENTS = Integer.getInteger("keyferry.herd.agents", 10_000);
  private static final Duration POLL = Duration.ofSeconds(55);
  private static final Duration CALM = Duration.ofMinutes(5);
  private static final Duration OUTAGE = Duration.ofMinutes(10);
  private static final Settings.Poll DEFAULT = new Settings.Poll(POLL, Duration.ofSeconds(2), POLL);

  private final Random chance = new Random(4711);

  @Test
  void agentsComeBackFromAnOutageWithoutAHerd() {
    var fleet = new Fleet(OUTAGE);

    fleet.run();

    var steady = AGENTS / (double) POLL.toSeconds();
    System.out.printf(
        Locale.ROOT,
        "agents=%d poll=%ds outage=%ds steady=%.0f/s before=%d/s peak after=%d/s (%.2f times)"
            + " last converged after %.1fs (%.2f polls)%n",
        AGENTS,
        POLL.toSeconds(),
        OUTAGE.toSeconds(),
        steady,
        fleet.peakBefore(),
        fleet.peakAfter(),
        fleet.peakAfter() / steady,
        fleet.lastConverged() / 1000.0,
        fleet.lastConverged() / (double) POLL.toMillis());
    assertThat(fleet.converged()).isEqualTo(AGENTS);
    assertThat((double) fleet.peakAfter()).isLessThanOrEqualTo(2 * steady);
    assertThat(fleet.lastConverged()).isLessThanOrEqualTo(POLL.toMillis());
  }

  /// A restart of a few seconds cuts all held requests at once; the next ones are spread.
  @Test
  void aRestartOfTheRepositoryIsNotFollowedByAHerd() {
    var fleet = new Fleet(Duration.ofSeconds(5));

    fleet.run();

    var steady = AGENTS / (double) POLL.toSeconds();
    System.out.printf(
        Locale.ROOT,
        "agents=%d restart=5s peak after=%d/s (%.2f times) last converged after %.1fs%n",
        AGENTS,
        fleet.peakAfter(),
        fleet.peakAfter() / steady,
        fleet.lastConverged() / 1000.0);
    assertThat(fleet.converged()).isEqualTo(AGENTS);
    assertThat((double) fleet.peakAfter()).isLessThanOrEqualTo(2.5 * steady);
    assertThat(fleet.lastConverged()).isLessThanOrEqualTo(POLL.toMillis());
  }

  @Test
  void whoIsAskedToWaitWaitsAndAddsAChanceOfItsOwn() {
    var pace = new Pace(DEFAULT, chance);

    for (var refusal = 1; refusal <= 20; refusal++) {
      assertThat(pace.afterFailure(POLL, Duration.ZERO, Optional.of(Duration.ofMinutes(5))))
          .isBetween(Duration.ofMinutes(5), Duration.ofMinutes(10));
    }
    assertThat(pace.afterFailure(POLL, Duration.ZERO, Optional.of(Duration.ofSeconds(5))))
        .as("not sooner than of its own accord")
        .isBetween(POLL.dividedBy(2), POLL);
  }

  /// All times in milliseconds from the beginning.
  private final class Fleet {

    private final long down = CALM.toMillis();
    private final long up;
    private final long end;
    private final List<Long> arrivals = new ArrayList<>();
    private final List<Long> convergences = new ArrayList<>();

    Fleet(Duration outage) {
      up = down + outage.toMillis();
      end = up + CALM.toMillis();
    }

    void run() {
      var due = new PriorityQueue<>(Comparator.comparingLong((Agent each) -> each.next));
      for (var number = 0; number < AGENTS; number++) {
        due.add(new Agent(chance.nextLong(POLL.toMillis())));
      }
      for (var agent = due.remove(); agent.next < end; agent = due.remove()) {
        agent.ask(agent.next);
        due.add(agent);
      }
    }

    long peakBefore() {
      return peak(POLL.toMillis() * 2, down);
    }

    long peakAfter() {
      return peak(up, end);
    }

    int converged() {
      return convergences.size();
    }

    /// From the moment at which the repository was back.
    long lastConverged() {
      return convergences.stream().mapToLong(Long::longValue).max().orElseThrow() - up;
    }

    /// Most arrivals within one second.
    private long peak(long from, long to) {
      var seconds = new int[(int) ((to - from) / 1000) + 1];
      arrivals.stream()
          .filter(each -> each >= from && each < to)
          .forEach(each -> seconds[(int) ((each - from) / 1000)]++);
      var most = 0;
      for (var each : seconds) {
        most = Math.max(most, each);
      }
      return most;
    }

    private final class Agent {

      private final Pace pace = new Pace(DEFAULT, chance);
      private long next;
      private boolean knowsTheNews;

      Agent(long first) {
        next = first;
      }

      void ask(long now) {
        arrivals.add(now);
        if (now >= down && now < up) {
          next = now + pace.afterFailure(POLL, Duration.ZERO, Optional.empty()).toMillis();
          return;
        }
        var answered = answerAt(now);
        var took = Duration.ofMillis(answered - now);
        if (now < down && answered >= down) {
          next =
              down
                  + pace.afterFailure(POLL, Duration.ofMillis(down - now), Optional.empty())
                      .toMillis();
          return;
        }
        next = answered + pace.afterSuccess(POLL, took).toMillis();
      }

      /// There are news once the repository is back, and only then.
      private long answerAt(long now) {
        if (now >= up && !knowsTheNews) {
          knowsTheNews = true;
          convergences.add(now);
          return now;
        }
        return now + POLL.toMillis();
      }
    }
  }
}
