package org.keyferry.repository.renewal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 9773 §4.3: "Clients SHOULD set reasonable limits on their checking interval."
class InquiryTimesTest {

  private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

  private final InquiryTimes times = new InquiryTimes(() -> 0); // nextDouble() is 0: no jitter

  @ParameterizedTest
  @CsvSource({"PT6H, PT6H", "PT0S, PT1M", "-PT1H, PT1M", "P1D, P1D", "P30D, P1D"})
  void theCaIsAskedAgainWhenItSaysBetweenAMinuteAndADay(Duration said, Duration waits) {
    assertThat(times.afterAnswer(NOON, Optional.of(NOON.plus(said)))).isEqualTo(NOON.plus(waits));
  }

  @Test
  void withoutAWordOfItAfterSixHours() {
    assertThat(times.afterAnswer(NOON, Optional.empty())).isEqualTo(NOON.plus(Duration.ofHours(6)));
  }

  @Test
  void aCaThatKnowsNothingIsAskedTheNextDay() {
    assertThat(times.afterNothing(NOON)).isEqualTo(NOON.plus(Duration.ofDays(1)));
  }

  @Test
  void aCaInTroubleIsAskedInAnHourOrWhenItWantsThat() {
    assertThat(times.afterFailure(NOON, Optional.empty()))
        .isEqualTo(NOON.plus(Duration.ofHours(1)));
    assertThat(times.afterFailure(NOON, Optional.of(NOON.plusSeconds(60))))
        .isEqualTo(NOON.plus(Duration.ofHours(1)));
    assertThat(times.afterFailure(NOON, Optional.of(NOON.plus(Duration.ofHours(20)))))
        .isEqualTo(NOON.plus(Duration.ofHours(20)));
  }
}
