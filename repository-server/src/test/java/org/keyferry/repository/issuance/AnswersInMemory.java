package org.keyferry.repository.issuance;

import java.net.URI;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.repository.certificate.ChallengeType;

/// Answers to challenges in the memory of a test.
final class AnswersInMemory implements ChallengeAnswers {

  private final Map<URI, ChallengeAnswer> answers = new LinkedHashMap<>();
  private final Set<URI> announced = new HashSet<>();

  @Override
  public Optional<ChallengeAnswer> withToken(String token) {
    return answers.values().stream().filter(each -> each.token().equals(token)).findFirst();
  }

  @Override
  public Optional<ChallengeAnswer> byTlsAlpn(Identifier name) {
    return answers.values().stream()
        .filter(each -> each.type() == ChallengeType.TLS_ALPN_01 && each.name().equals(name))
        .findFirst();
  }

  @Override
  public List<ChallengeAnswer> of(OrderId order) {
    return answers.values().stream().filter(each -> each.order().equals(order)).toList();
  }

  @Override
  public Map<CertificateId, List<ChallengeAnswer>> openHttp01() {
    return Map.of(); // these answers know no orders
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
