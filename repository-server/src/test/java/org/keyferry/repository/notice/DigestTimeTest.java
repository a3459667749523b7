package org.keyferry.repository.notice;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class DigestTimeTest {

  private final DigestTime eightInBerlin =
      new DigestTime(LocalTime.of(8, 0), ZoneId.of("Europe/Berlin"));

  @Test
  void beforeItsTimeYesterdaysIsTheLast() {
    assertThat(eightInBerlin.latest(Instant.parse("2026-07-02T05:59:59Z")))
        .isEqualTo(Instant.parse("2026-07-01T06:00:00Z"));
  }

  @Test
  void atItsTimeTodaysIsDue() {
    assertThat(eightInBerlin.latest(Instant.parse("2026-07-02T06:00:00Z")))
        .isEqualTo(Instant.parse("2026-07-02T06:00:00Z"));
  }

  @Test
  void itKeepsToTheClockOnTheWall() {
    assertThat(eightInBerlin.latest(Instant.parse("2026-10-24T12:00:00Z")))
        .isEqualTo(Instant.parse("2026-10-24T06:00:00Z"));
    assertThat(eightInBerlin.latest(Instant.parse("2026-10-25T12:00:00Z")))
        .as("an hour later by UTC: summer time has ended in the night")
        .isEqualTo(Instant.parse("2026-10-25T07:00:00Z"));
  }
}
