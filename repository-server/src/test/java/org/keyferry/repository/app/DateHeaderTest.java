package org.keyferry.repository.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.keyferry.testkit.TurnableClock;

/// RFC 9110 §5.6.7: "IMF-fixdate = day-name \",\" SP date1 SP time-of-day SP GMT", with a day of
/// two digits.
class DateHeaderTest {

  private final TurnableClock clock = TurnableClock.at("2026-11-01T09:05:07.900Z");
  private final DateHeader header = new DateHeader(clock);

  @Test
  void itIsTheTimeOfTheClockThatWasHandedIn() {
    assertThat(header.now()).hasToString("Sun, 01 Nov 2026 09:05:07 GMT");
  }

  @Test
  void itGoesOnWithTheClockAndBackWithIt() {
    header.now();

    clock.turn(Duration.ofMillis(100));
    assertThat(header.now()).hasToString("Sun, 01 Nov 2026 09:05:08 GMT");

    clock.turn(Duration.ofDays(-1));
    assertThat(header.now()).hasToString("Sat, 31 Oct 2026 09:05:08 GMT");
  }

  @Test
  void itIsWrittenOnceASecond() {
    var first = header.now();

    clock.turn(Duration.ofMillis(99));

    assertThat(header.now()).isSameAs(first);
  }
}
