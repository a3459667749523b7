package org.keyferry.agent.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keyferry.agent.ScriptedRepository;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.testkit.TurnableClock;

/// An answer has a time limit, from its first octet to its last, and says when to come again.
class RepositoryConnectionTest {

  private static final Duration SHORT = Duration.ofMillis(500);

  @Test
  @Timeout(30)
  void anAnswerThatBeginsAndDoesNotEndIsGivenUp() throws Exception {
    try (var repository = ScriptedRepository.at(TurnableClock.at(Instant.now()));
        var token = repository.token();
        var connection = RepositoryConnection.ofStranger(repository.uri(), token.root(), SHORT)) {
      repository.refreshes();
      repository.stallsInTheMiddle();

      assertThatThrownBy(() -> connection.get("/v1/manifest", Map.of(), Duration.ofSeconds(10)))
          .isInstanceOf(ConversationFailed.Unreachable.class)
          .hasMessageContaining("no answer in time");
    }
  }

  @ParameterizedTest
  @CsvSource({"5, PT5S", "3600, PT1H", "86400, PT1H"})
  void aRefusalSaysHowLongToStayAway(String retryAfter, Duration pause) throws Exception {
    try (var repository = ScriptedRepository.at(TurnableClock.at(Instant.now()));
        var token = repository.token();
        var connection = RepositoryConnection.ofStranger(repository.uri(), token.root())) {
      repository.refuses(ProblemType.DATABASE_UNAVAILABLE, retryAfter);

      assertThatThrownBy(() -> connection.get("/v1/manifest", Map.of(), Duration.ofSeconds(10)))
          .isInstanceOfSatisfying(
              ConversationFailed.Refused.class,
              refusal -> assertThat(refusal.retryAfter()).contains(pause));
    }
  }
}
