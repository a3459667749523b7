package org.keyferry.repository.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LimitTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "new-orders=300/PT3H",
        "certificates-per-domain=50/P7D",
        "certificates-per-name-set=5/P7D",
        "failed-validations=5/PT1H"
      })
  void aLimitIsReadAsItIsWritten(String text) {
    assertThat(Limit.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "new-orders",
        "new-orders=0/PT3H",
        "new-orders=1000001/PT3H",
        "new-orders=1/P0D",
        "new-orders=1/P367D",
        "new-orders=1/PT",
        "new-orders=-1/PT3H",
        "old-orders=1/PT3H"
      })
  void whatIsNotALimitIsRefused(String text) {
    assertThatThrownBy(() -> Limit.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aCaHasOneLimitOfAKind() {
    var one = new Limit(Limit.Kind.NEW_ORDERS, 1, Duration.ofHours(1));
    var another = new Limit(Limit.Kind.NEW_ORDERS, 2, Duration.ofHours(1));

    assertThatThrownBy(() -> new Limits(List.of(one, another), false))
        .hasMessage("a CA has one limit of a kind");
  }
}
