package org.keyferry.repository.issuance.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9110 §10.2.3: "Retry-After = HTTP-date / delay-seconds".
class RetryAfterTest {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00.700Z");
  private static final Duration HOUR = Duration.ofHours(1);

  @ParameterizedTest
  @CsvSource({
    "120, 120",
    "'Wed, 25 Nov 2026 12:10:00 GMT', 600",
    "'Wednesday, 25-Nov-26 12:10:00 GMT', 600",
    "'Wed Nov 25 12:10:00 2026', 600",
    "3600, 3600",
    "3601, 3600",
    "99999999999999999999999, 3600",
    "'Fri, 31 Dec 9999 23:59:59 GMT', 3600"
  })
  void itIsSecondsOrADateAndNeverTooLong(String value, long seconds) {
    assertThat(wait(value, "Wed, 25 Nov 2026 12:00:00 GMT"))
        .contains(NOW.plusSeconds(seconds).plusMillis(1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "-1", "soon", "", "1.5", "Wed, 25 Nov 2026 11:59:59 GMT", "0x10", "１２"})
  void whatIsNoTimeAheadIsNoWait(String value) {
    assertThat(wait(value, "Wed, 25 Nov 2026 12:00:00 GMT")).isEmpty();
  }

  @Test
  void aDateIsMeasuredByTheClockOfWhoSaysIt() {
    assertThat(wait("Wed, 25 Nov 2026 13:10:00 GMT", "Wed, 25 Nov 2026 13:00:00 GMT"))
        .contains(NOW.plusSeconds(600).plusMillis(1));
  }

  @Test
  void withoutADateOfTheirsOursHasToDo() {
    assertThat(RetryAfter.of(headers("Wed, 25 Nov 2026 12:10:00 GMT"), NOW, HOUR))
        .contains(Instant.parse("2026-11-25T12:10:00.001Z"));
  }

  private static Optional<Instant> wait(String value, String date) {
    return RetryAfter.of(headers(value, date), NOW, HOUR);
  }

  private static HttpHeaders headers(String... values) {
    var headers = new HashMap<String, List<String>>();
    headers.put("Retry-After", List.of(values[0]));
    if (values.length > 1) {
      headers.put("Date", List.of(values[1]));
    }
    return HttpHeaders.of(headers, (_, _) -> true);
  }
}
