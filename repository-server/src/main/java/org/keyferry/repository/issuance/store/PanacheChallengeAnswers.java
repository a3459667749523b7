package org.keyferry.repository.issuance.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.keyferry.repository.issuance.ChallengeAnswer;
import org.keyferry.repository.issuance.ChallengeAnswers;
import org.keyferry.repository.issuance.OrderId;

/// [ChallengeAnswers] in the database.
@ApplicationScoped
@Transactional
class PanacheChallengeAnswers implements ChallengeAnswers {

  private final Rows rows = new Rows();

  @Override
  public Optional<ChallengeAnswer> withToken(String token) {
    return rows.find("type = 'http-01' and token = ?1", token)
        .firstResultOptional()
        .map(ChallengeAnswerRow::toAnswer);
  }

  @Override
  public List<ChallengeAnswer> of(OrderId order) {
    return rows.find("order", order.value()).stream().map(ChallengeAnswerRow::toAnswer).toList();
  }

  @Override
  public void add(ChallengeAnswer answer) {
    if (rows.findByIdOptional(answer.challenge().toString()).isEmpty()) {
      rows.persist(new ChallengeAnswerRow().take(answer));
    }
  }

  @Override
  public boolean isAnnounced(URI challenge) {
    return rows.findByIdOptional(challenge.toString()).filter(row -> row.announced).isPresent();
  }

  @Override
  public void announced(URI challenge) {
    rows.findByIdOptional(challenge.toString()).ifPresent(row -> row.announced = true);
  }

  @Override
  public void remove(URI challenge) {
    rows.deleteById(challenge.toString());
  }

  private static final class Rows implements PanacheRepositoryBase<ChallengeAnswerRow, String> {}
}
