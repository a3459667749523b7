package org.keyferry.repository.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What may succeed later is told from what never will, by PostgreSQL's codes.
class DatabaseFaultTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "08006",
        "08001", // the connection
        "25006",
        "25P03", // read-only; idle in a transaction
        "40001",
        "40P01",
        "55P03", // another transaction
        "53100",
        "53200",
        "53300", // disk full, no memory, too many connections
        "57P01",
        "57P02",
        "57P03",
        "57014", // going down, crashed, not up yet, canceled
        "58030" // input or output failed
      })
  void passes(String code) {
    assertThat(DatabaseFault.isTransient(new SQLException("any", code))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"23505", "22001", "42P01", "28P01", "XX000"})
  void doesNotPass(String code) {
    assertThat(DatabaseFault.isTransient(new SQLException("any", code))).isFalse();
  }

  @Test
  void aPoolWithoutAConnectionSaysNoCode() {
    assertThat(DatabaseFault.isTransient(new SQLException("acquisition timeout"))).isTrue();
  }
}
