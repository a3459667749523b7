package org.keyferry.repository.delivery;

import io.quarkus.runtime.ShutdownEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.transaction.Transactional;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.keyferry.protocol.agent.Challenges;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.repository.issuance.ChallengeAnswer;
import org.keyferry.repository.issuance.ChallengeAnswers;

/// What an agent is to answer to CAs in the place of the server: key authorizations of http-01, of
/// orders under way, for certificates that are granted to it, and of no others.
@ApplicationScoped
public class ChallengeDesk {

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final Grants grants;
  private final ChallengeAnswers answers;
  private final CountDownLatch closing = new CountDownLatch(1);

  private Map<CertificateId, List<ChallengeAnswer>> open = Map.of();
  private long lookedAt = System.nanoTime() - BETWEEN_LOOKS.toNanos();

  public ChallengeDesk(Grants grants, ChallengeAnswers answers) {
    this.grants = grants;
    this.answers = answers;
  }

  /// Nobody is kept waiting by a replica that goes down.
  void stop(@Observes ShutdownEvent stopping) {
    closing.countDown();
  }

  /// The certificates whose names the agent may answer for.
  @Transactional
  public Set<CertificateId> grantedTo(AgentId agent) {
    return grants.of(agent).stream().map(Grant::certificate).collect(Collectors.toSet());
  }

  /// What there is now; what was read within the last second is not read again, however many ask.
  public Challenges of(Set<CertificateId> granted) {
    var now = current();
    return new Challenges(
        granted.stream()
            .flatMap(each -> now.getOrDefault(each, List.of()).stream())
            .filter(each -> Challenges.Answer.isToken(each.token()))
            .filter(
                each -> Challenges.Answer.isKeyAuthorization(each.token(), each.keyAuthorization()))
            .map(each -> new Challenges.Answer(each.token(), each.keyAuthorization()))
            .sorted((one, other) -> one.token().compareTo(other.token()))
            .distinct()
            .toList());
  }

  /// Waits until it is worth looking again.
  ///
  /// @return false if this replica goes down
  public boolean rest() throws InterruptedException {
    return !closing.await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
  }

  private synchronized Map<CertificateId, List<ChallengeAnswer>> current() {
    var now = System.nanoTime();
    if (now - lookedAt >= BETWEEN_LOOKS.toNanos()) {
      open = answers.openHttp01();
      lookedAt = now;
    }
    return open;
  }
}
