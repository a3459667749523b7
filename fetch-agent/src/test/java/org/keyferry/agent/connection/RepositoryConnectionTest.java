package org.keyferry.agent.connection;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.keyferry.agent.ScriptedRepository;
import org.keyferry.testkit.TurnableClock;

/// An answer has a time limit, from its first octet to its last.
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
}
