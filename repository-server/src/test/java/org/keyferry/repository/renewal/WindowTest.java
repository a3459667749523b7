package org.keyferry.repository.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WindowTest {

  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
  private static final Duration LIFE = Duration.ofDays(40);

  @Test
  void aCaThatMovesItsWindowMuchForwardIsInAHurry() {
    assertThat(endingAt(NOON.minus(Duration.ofDays(3))).isMuchSoonerThan(NOON, LIFE)).isTrue();
  }

  @Test
  void aCaThatNamesAnotherInstantEachTimeIsNot() {
    assertThat(endingAt(NOON.minus(Duration.ofDays(2))).isMuchSoonerThan(NOON, LIFE)).isFalse();
    assertThat(endingAt(NOON).isMuchSoonerThan(NOON, LIFE)).isFalse();
    assertThat(endingAt(NOON.plus(Duration.ofDays(9))).isMuchSoonerThan(NOON, LIFE)).isFalse();
  }

  private static Window endingAt(Instant end) {
    return new Window(end.minus(Duration.ofDays(1)), end);
  }
}
