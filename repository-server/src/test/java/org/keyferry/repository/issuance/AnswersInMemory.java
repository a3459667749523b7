package org.keyferry.repository.issuance;

import java.net.URI;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Answers to challenges in the memory of a test.
final class AnswersInMemory implements ChallengeAnswers {

  private final Map<URI, ChallengeAnswer> answers = new LinkedHashMap<>();
  private final Set<URI> announced = new HashSet<>();

  @Override
  public Optional<ChallengeAnswer> withToken(String token) {
    return answers.values().stream().filter(each -> each.token().equals(token)).findFirst();
  }

  @Override
  public List<ChallengeAnswer> of(OrderId order) {
    return answers.values().stream().filter(each -> each.order().equals(order)).toList();
  }

  @Override
  public void add(ChallengeAnswer answer) {
    answers.putIfAbsent(answer.challenge(), answer);
  }

  @Override
  public boolean isAnnounced(URI challenge) {
    return announced.contains(challenge);
  }

  @Override
  public void announced(URI challenge) {
    announced.add(challenge);
  }

  @Override
  public void remove(URI challenge) {
    answers.remove(challenge);
    announced.remove(challenge);
  }
}
