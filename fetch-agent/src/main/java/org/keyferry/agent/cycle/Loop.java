package org.keyferry.agent.cycle;

import java.time.Duration;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/// Round after round, until the agent is to end.
///
/// The repository holds a request until there is news, so there is no pause between rounds that
/// went well. After one that did not, or that was answered too soon, the pause grows.
final class Loop {

  private static final Logger LOG = Logger.getLogger(Loop.class);
  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

  private final Settings settings;
  private final BackOff backOff;
  private final StopSignal stop;
  private final InstantSource clock;

  Loop(Settings settings, World world, StopSignal stop) {
    this.settings = settings;
    this.backOff = new BackOff(settings.poll(), world.random());
    this.stop = stop;
    this.clock = world.clock();
  }

  void run(Rounds rounds) throws InterruptedException {
    var wait = Duration.ZERO;
    var hurried = 0;
    while (!stop.isStopped()) {
      var begun = clock.instant();
      var result = rounds.make(wait);
      var held = Duration.between(begun, clock.instant()).compareTo(wait.dividedBy(2)) >= 0;
      hurried = result.trouble().isEmpty() && held && !wait.isZero() ? 0 : hurried + 1;
      if (hurried > 0) {
        var pause = backOff.after(hurried);
        result
            .trouble()
            .ifPresent(each -> LOG.infof("next round in=%s reason=%s", pause, each.fault()));
        stop.await(pause);
      }
      wait = nextWait(rounds);
    }
  }

  /// Not longer than until a target that failed is to be tried again.
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
