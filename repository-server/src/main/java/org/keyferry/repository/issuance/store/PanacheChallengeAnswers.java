package org.keyferry.repository.issuance.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.pki.Identifier;
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
  public Optional<ChallengeAnswer> byTlsAlpn(Identifier name) {
    return rows.find("type = 'tls-alpn-01' and name = ?1", name.value())
        .firstResultOptional()
        .map(ChallengeAnswerRow::toAnswer);
  }

  @Override
  public List<ChallengeAnswer> of(OrderId order) {
    return rows.find("order", order.value()).stream().map(ChallengeAnswerRow::toAnswer).toList();
  }

  @Override
  public Map<CertificateId, List<ChallengeAnswer>> openHttp01() {
    var found = new HashMap<CertificateId, List<ChallengeAnswer>>();
    rows.getEntityManager()
        .createQuery(
            "select o.certificate, a from ChallengeAnswerRow a, OrderRow o"
                + " where o.id = a.order and a.type = 'http-01' order by a.token",
            Object[].class)
        .getResultStream()
        .forEach(each ->
            found
                .computeIfAbsent(new CertificateId((UUID) each[0]), _ -> new ArrayList<>())
                .add(((ChallengeAnswerRow) each[1]).toAnswer()));
    return found;
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
