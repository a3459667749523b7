package org.keyferry.protocol.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 9110 §10.2.3: "Retry-After = HTTP-date / delay-seconds".
class RetryAfterTest {

  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00.700Z");
  private static final String THEIR_NOW = "Wed, 25 Nov 2026 12:00:00 GMT";

  @ParameterizedTest
  @CsvSource({
    "120, 120",
    "'Wed, 25 Nov 2026 12:10:00 GMT', 600",
    "'Wednesday, 25-Nov-26 12:10:00 GMT', 600",
    "'Wed Nov 25 12:10:00 2026', 600",
    "99999999999999999999999, 999999999"
  })
  void itIsSecondsOrADate(String value, long seconds) {
    var answer = headers(value, THEIR_NOW);

    assertThat(RetryAfter.in(answer)).contains(Duration.ofSeconds(seconds));
    assertThat(RetryAfter.in(answer, NOW)).contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0", "-1", "soon", "", "1.5", "Wed, 25 Nov 2026 11:59:59 GMT", "0x10", "１２"})
  void whatIsNoTimeAheadIsNoPause(String value) {
    assertThat(RetryAfter.in(headers(value, THEIR_NOW))).isEmpty();
    assertThat(RetryAfter.in(headers(value, THEIR_NOW), NOW)).isEmpty();
  }

  @Test
  void aDateIsMeasuredByTheClockOfWhoSaysIt() {
    var answer = headers("Wed, 25 Nov 2026 13:10:00 GMT", "Wed, 25 Nov 2026 13:00:00 GMT");

    assertThat(RetryAfter.in(answer, NOW)).contains(Duration.ofMinutes(10));
  }

  @Test
  void withoutADateOfTheirsOursHasToDo() {
    var answer = headers("Wed, 25 Nov 2026 12:10:00 GMT");

    assertThat(RetryAfter.in(answer, NOW)).contains(Duration.ofMillis(599_300));
    assertThat(RetryAfter.in(answer)).isEmpty();
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
