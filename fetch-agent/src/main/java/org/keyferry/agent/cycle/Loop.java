package org.keyferry.agent.cycle;

import java.time.Duration;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/// Round after round, until the agent is to end. The first one is made at once.
final class Loop {

  private static final Logger LOG = Logger.getLogger(Loop.class);
  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

  private final Settings settings;
  private final Pace pace;
  private final StopSignal stop;
  private final InstantSource clock;
  private final AfterRound afterRound;

  Loop(Settings settings, World world, StopSignal stop, AfterRound afterRound) {
    this.settings = settings;
    this.pace = new Pace(settings.poll(), world.random());
    this.stop = stop;
    this.clock = world.clock();
    this.afterRound = afterRound;
  }

  void run(Rounds rounds) throws InterruptedException {
    var next = Duration.ZERO;
    while (!stop.isStopped()) {
      var wait = next;
      var begun = clock.instant();
      var trouble = rounds.make(wait).trouble();
      var took = Duration.between(begun, clock.instant());
      afterRound.ended();
      var pause =
          trouble
              .map(each -> pace.afterFailure(wait, took, each.retryAfter()))
              .orElseGet(() -> pace.afterSuccess(wait, took));
      trouble.ifPresent(each -> LOG.infof("next round in=%s reason=%s", pause, each.fault()));
      if (!pause.isZero()) {
        stop.await(pause);
      }
      next = nextWait(rounds);
    }
  }

  /// Not longer than until a target that failed is to be tried again, or a window opens.
  private Duration nextWait(Rounds rounds) {
    var longest = settings.poll().longPoll();
    return rounds
        .nextTry()
        .map(at -> Duration.between(clock.instant(), at))
        .filter(until -> !until.isNegative() && until.compareTo(longest) < 0)
        .map(until -> until.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : until)
        .orElse(longest);
  }
}
