package org.keyferry.protocol.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

  private static final List<String> KNOWN = List.of("names", "reload", "validFor", "to");

  @ParameterizedTest
  @CsvSource({"nam, names", "relaod, reload", "validfor, validFor", "two, to", "Names, names"})
  void theNearestIsMeant(String strange, String meant) {
    assertThat(Suggestion.nearestTo(strange, KNOWN)).contains(meant);
  }

  /// Of a short name, hardly a letter may differ.
  @Test
  void whatResemblesNothingMeansNothing() {
    assertThat(Suggestion.nearestTo("admin", KNOWN)).isEmpty();
    assertThat(Suggestion.nearestTo("at", List.of("to"))).isEmpty();
    assertThat(Suggestion.nearestTo("", KNOWN)).isEmpty();
    assertThat(Suggestion.nearestTo("names", List.of())).isEmpty();
  }
}
