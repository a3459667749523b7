package org.keyferry.repository.issuance.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.repository.certificate.ChallengeType;
import org.keyferry.repository.issuance.ChallengeAnswer;
import org.keyferry.repository.issuance.OrderId;

@Entity
@Table(name = "challenge_answer")
@NullUnmarked
class ChallengeAnswerRow {

  @Id String challenge;

  @Column(name = "acme_order")
  UUID order;

  String type;
  String name;
  String token;

  @Column(name = "key_authorization")
  String keyAuthorization;

  boolean announced;

  ChallengeAnswerRow take(ChallengeAnswer answer) {
    challenge = answer.challenge().toString();
    order = answer.order().value();
    type = answer.type().toString();
    name = answer.name().value();
    token = answer.token();
    keyAuthorization = answer.keyAuthorization();
    return this;
  }

  ChallengeAnswer toAnswer() {
    return new ChallengeAnswer(
        URI.create(challenge),
        new OrderId(order),
        ChallengeType.parse(type),
        Identifier.of(name),
        token,
        keyAuthorization);
  }
}
