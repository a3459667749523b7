package org.keyferry.agent.challenge;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.keyferry.agent.connection.ConversationFailed;
import org.keyferry.agent.connection.Json;
import org.keyferry.agent.connection.RepositoryConnection;
import org.keyferry.protocol.agent.Challenges;
import org.keyferry.protocol.pki.Printable;

/// `GET /v1/challenges`: asks what to answer, and waits for news.
public final class ChallengeConversation {

  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);

  private Optional<String> known = Optional.empty();

  /// @param wait how long the repository may hold the request if there is nothing new
  /// @return empty if nothing is new
  public Optional<Challenges> ask(RepositoryConnection connection, Duration wait)
      throws ConversationFailed, InterruptedException {
    var headers =
        known
            .map(tag -> Map.of("If-None-Match", tag, "Prefer", "wait=" + wait.toSeconds()))
            .orElse(Map.of());
    var reply = connection.get("/v1/challenges", headers, wait.plus(ANSWER_TIMEOUT));
    if (reply.isNotModified()) {
      return Optional.empty();
    }
    try {
      var challenges = Json.read(reply.body(), Challenges.class);
      known = reply.entityTag();
      return Optional.of(challenges);
    } catch (IOException malformed) {
      throw new ConversationFailed.Unintelligible(
          "the repository's challenges cannot be read: "
              + Printable.of(String.valueOf(malformed.getMessage())));
    }
  }

  /// What was said last has not been followed: say it again.
  public void forget() {
    known = Optional.empty();
  }
}
