package org.keyferry.repository.delivery.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `Prefer: wait` (RFC 7240 §4.3), among whatever else a client prefers.
class PreferencesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "wait=55                                  | 55",
        "wait=0                                   | 0",
        "WAIT = 10                                | 10",
        "wait=\"10\"                              | 10",
        "respond-async, wait=10                   | 10",
        "handling=lenient , wait=7; foo=bar, x    | 7",
        "wait=5, wait=50                          | 5",
        "wait=3600                                | 60"
      })
  void theWaitIsFound(String header, long seconds) {
    assertThat(Preferences.wait(List.of(header))).contains(Duration.ofSeconds(seconds));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "wait", "wait=", "wait=-1", "wait=1.5", "wait=soon", "await=5", "wait=1e3"})
  void whatIsNoWaitIsIgnored(String header) {
    assertThat(Preferences.wait(List.of(header))).isEmpty();
  }

  @Test
  void theHeaderMayComeTwice() {
    assertThat(Preferences.wait(List.of("return=minimal", "wait=9")))
        .contains(Duration.ofSeconds(9));
    assertThat(Preferences.wait(List.of())).isEmpty();
  }
}
