package org.keyferry.repository.certificate.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.repository.certificate.ChallengeType;
import org.keyferry.repository.certificate.Custody;
import org.keyferry.repository.certificate.Policy;

@Entity
@Table(name = "policy")
@NullUnmarked
class PolicyRow {

  @Id String name;
  String ca;

  @Column(name = "key_type")
  String keyType;

  @Column(name = "longest_validity_seconds")
  Long longestValiditySeconds;

  @Column(name = "renew_after")
  Double renewAfter;

  String challenge;
  String custody;

  PolicyRow take(Policy policy) {
    name = policy.name().value();
    ca = policy.ca().value();
    keyType = policy.keyType().toString();
    longestValiditySeconds = policy.longestValidity().map(Duration::toSeconds).orElse(null);
    renewAfter = policy.renewAfter().orElse(null);
    challenge = policy.challenge().toString();
    custody = policy.custody().toString();
    return this;
  }

  Policy toPolicy() {
    return new Policy(
        new DisplayName(name),
        new DisplayName(ca),
        KeyType.parse(keyType),
        Optional.ofNullable(longestValiditySeconds).map(Duration::ofSeconds),
        Optional.ofNullable(renewAfter),
        ChallengeType.parse(challenge),
        Custody.parse(custody));
  }
}
