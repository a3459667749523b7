package org.keyferry.repository.certificate.store;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.OrderColumn;
import jakarta.persistence.Table;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.annotations.Fetch;
import org.hibernate.annotations.FetchMode;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.repository.certificate.ChallengeType;
import org.keyferry.repository.certificate.Custody;
import org.keyferry.repository.certificate.Policy;
import org.keyferry.repository.certificate.Trait;
import org.keyferry.repository.certificate.Validity;

@Entity
@Table(name = "policy")
@NullUnmarked
class PolicyRow {

  @Id String name;

  @ElementCollection(fetch = FetchType.EAGER)
  @CollectionTable(name = "policy_issuer", joinColumns = @JoinColumn(name = "policy"))
  @OrderColumn(name = "rank")
  @Fetch(FetchMode.SUBSELECT)
  List<IssuerRow> issuers = new ArrayList<>();

  @Column(name = "key_type")
  String keyType;

  @Column(name = "shortest_validity_seconds")
  Long shortestValiditySeconds;

  @Column(name = "longest_validity_seconds")
  Long longestValiditySeconds;

  @Column(name = "validity_reason")
  String validityReason;

  @Column(name = "other_validity")
  String otherValidity;

  @Column(name = "renew_after")
  Double renewAfter;

  @Column(name = "outage_seconds")
  Long outageSeconds;

  String challenge;

  @Column(name = "preferred_chain")
  String preferredChain;

  @Column(name = "must_not")
  String[] mustNot;

  String custody;

  PolicyRow take(Policy policy) {
    name = policy.name().value();
    issuers.clear();
    policy.issuers().forEach(each -> issuers.add(new IssuerRow().take(each)));
    keyType = policy.keyType().toString();
    shortestValiditySeconds = policy.validity().shortest().map(Duration::toSeconds).orElse(null);
    longestValiditySeconds = policy.validity().longest().map(Duration::toSeconds).orElse(null);
    validityReason = policy.validity().reason().orElse(null);
    otherValidity = policy.validity().otherwise().toString();
    renewAfter = policy.renewAfter().orElse(null);
    outageSeconds = policy.outage().map(Duration::toSeconds).orElse(null);
    challenge = policy.challenge().toString();
    preferredChain = policy.preferredChain().orElse(null);
    mustNot = policy.mustNot().stream().map(Trait::toString).sorted().toArray(String[]::new);
    custody = policy.custody().toString();
    return this;
  }

  Policy toPolicy() {
    return new Policy(
        new DisplayName(name),
        issuers.stream().map(IssuerRow::toIssuer).toList(),
        KeyType.parse(keyType),
        new Validity(
            Optional.ofNullable(shortestValiditySeconds).map(Duration::ofSeconds),
            Optional.ofNullable(longestValiditySeconds).map(Duration::ofSeconds),
            Optional.ofNullable(validityReason),
            Validity.Otherwise.parse(otherValidity)),
        Optional.ofNullable(renewAfter),
        Optional.ofNullable(outageSeconds).map(Duration::ofSeconds),
        ChallengeType.parse(challenge),
        Optional.ofNullable(preferredChain),
        Stream.of(mustNot).map(Trait::parse).collect(Collectors.toSet()),
        Custody.parse(custody));
  }

  @Embeddable
  @NullUnmarked
  static class IssuerRow {

    String ca;
    String profile;

    IssuerRow take(Policy.Issuer issuer) {
      ca = issuer.ca().value();
      profile = issuer.profile().orElse(null);
      return this;
    }

    Policy.Issuer toIssuer() {
      return new Policy.Issuer(new DisplayName(ca), Optional.ofNullable(profile));
    }
  }
}
