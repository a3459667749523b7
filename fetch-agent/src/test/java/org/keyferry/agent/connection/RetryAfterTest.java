package org.keyferry.agent.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the repository, or whatever stands before it, asks for.
class RetryAfterTest {

  private static final String NOW = "Thu, 26 Nov 2026 10:00:00 GMT";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          5                             | PT5S
          0                             | PT0S
          86400                         | PT1H
          Thu, 26 Nov 2026 10:00:30 GMT | PT30S
          Fri, 27 Nov 2026 10:00:00 GMT | PT1H
          """)
  void secondsAndDatesAreUnderstood(String text, Duration pause) {
    assertThat(RetryAfter.in(headers(Map.of("Retry-After", text, "Date", NOW)))).contains(pause);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "5.5", "soon", "99999999999", "Thu, 26 Nov 2026 09:59:59 GMT"})
  void whatSaysNothingIsNoPause(String text) {
    assertThat(RetryAfter.in(headers(Map.of("Retry-After", text, "Date", NOW)))).isEmpty();
    assertThat(RetryAfter.in(headers(Map.of("Date", NOW)))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "today"})
  void aDateWithoutAPresentIsNoPause(String present) {
    var then = "Thu, 26 Nov 2026 10:00:30 GMT";

    assertThat(RetryAfter.in(headers(Map.of("Retry-After", then, "Date", present)))).isEmpty();
    assertThat(RetryAfter.in(headers(Map.of("Retry-After", then)))).isEmpty();
  }

  private static HttpHeaders headers(Map<String, String> fields) {
    var lists = new HashMap<String, List<String>>();
    fields.forEach((name, value) -> lists.put(name, List.of(value)));
    return HttpHeaders.of(lists, (_, _) -> true);
  }
}
