package org.keyferry.agent.cycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Waits double up to the longest, and differ from host to host.
class BackOffTest {

  private static final Duration FIRST = Duration.ofSeconds(2);
  private static final Duration LONGEST = Duration.ofMinutes(5);

  private final BackOff backOff = new BackOff(FIRST, LONGEST, new Random(4711));

  @Test
  void eachWaitIsBetweenHalfAndAllOfItsStep() {
    for (var failures = 1; failures < 100; failures++) {
      var full = Duration.ofSeconds(Math.min(300, 2L << Math.min(failures - 1, 20)));

      assertThat(backOff.after(failures)).isBetween(full.dividedBy(2), full);
    }
  }

  @Test
  void twoHostsDoNotComeBackTogether() {
    var other = new BackOff(FIRST, LONGEST, new Random(4712));

    assertThat(backOff.after(8)).isNotEqualTo(other.after(8));
  }
}
