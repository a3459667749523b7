package org.keyferry.repository.issuance.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.AriCertId;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.repository.certificate.ChallengeType;
import org.keyferry.repository.certificate.Policy;
import org.keyferry.repository.certificate.Trait;
import org.keyferry.repository.certificate.Validity;
import org.keyferry.repository.custody.KeyReference;
import org.keyferry.repository.issuance.Aim;
import org.keyferry.repository.issuance.CertificateSpec;
import org.keyferry.repository.issuance.ChainFault;
import org.keyferry.repository.issuance.Order;
import org.keyferry.repository.issuance.OrderId;
import org.keyferry.repository.issuance.OrderState;
import org.keyferry.repository.issuance.OrderValidity;
import org.keyferry.repository.issuance.StoredOrder;
import org.keyferry.repository.issuance.ValidityLever;

@Entity
@Table(name = "acme_order")
@NullUnmarked
class OrderRow {

  private static final String NOT_AFTER = "not-after";
  private static final String PROFILE = "profile";
  private static final String NONE = "none";

  @Id UUID id;
  long revision;
  UUID certificate;
  int epoch;
  long counter;
  String[] identifiers;
  String ca;

  @Column(name = "key_type")
  String keyType;

  String challenge;

  String profile;

  @Column(name = "shortest_validity_seconds")
  Long shortestValiditySeconds;

  @Column(name = "longest_validity_seconds")
  Long longestValiditySeconds;

  @Column(name = "validity_reason")
  String validityReason;

  @Column(name = "other_validity")
  String otherValidity;

  @Column(name = "preferred_chain")
  String preferredChain;

  @Column(name = "must_not")
  String[] mustNot;

  String replaces;
  String aim;
  String lever;

  @Column(name = "asked_not_after")
  Instant askedNotAfter;

  @Column(name = "granted_not_before")
  Instant grantedNotBefore;

  @Column(name = "granted_not_after")
  Instant grantedNotAfter;

  String rogue;

  @Column(name = "rogue_fault")
  String rogueFault;

  String state;
  UUID key;
  String location;
  Instant expires;
  String chain;

  @Column(name = "placed_at")
  Instant placedAt;

  int attempts;

  @Column(name = "next_attempt")
  Instant nextAttempt;

  @Column(name = "last_error")
  String lastError;

  @Column(name = "waits_for")
  String waitsFor;

  @Column(name = "issuer_reason")
  String issuerReason;

  OrderRow take(Order.Planned planned, Instant now) {
    var spec = planned.spec();
    id = planned.id().value();
    certificate = spec.certificate().value();
    epoch = spec.version().epoch();
    counter = spec.version().counter();
    identifiers = spec.identifiers().stream().map(Identifier::value).toArray(String[]::new);
    keyType = spec.keyType().toString();
    challenge = spec.challenge().toString();
    takeIssuer(spec);
    takeValidity(spec.validity());
    preferredChain = spec.preferredChain().orElse(null);
    mustNot = spec.mustNot().stream().map(Trait::toString).sorted().toArray(String[]::new);
    aim = spec.aim().toString();
    placedAt = now;
    takeState(planned, now);
    return this;
  }

  private void takeIssuer(CertificateSpec spec) {
    ca = spec.ca().value();
    profile = spec.issuer().profile().orElse(null);
    replaces = spec.replaces().map(AriCertId::value).orElse(null);
  }

  private void takeValidity(Validity validity) {
    shortestValiditySeconds = validity.shortest().map(Duration::toSeconds).orElse(null);
    longestValiditySeconds = validity.longest().map(Duration::toSeconds).orElse(null);
    validityReason = validity.reason().orElse(null);
    otherValidity = validity.otherwise().toString();
  }

  void takeState(Order order, Instant now) {
    revision++;
    state = OrderState.of(order).toString();
    attempts = 0;
    lastError = null;
    waitsFor = null;
    nextAttempt = now;
    switch (order) {
      case Order.Planned _ -> {}
      case Order.Keyed keyed -> key = keyed.key().value();
      case Order.Pending pending -> {
        takePlace(pending);
        takeLever(pending.lever());
      }
      case Order.Ready ready -> takePlace(ready);
      case Order.Processing processing -> takePlace(processing);
      case Order.Valid valid -> {
        key = valid.key().value();
        location = valid.location().toString();
        chain = valid.chain().toPem();
        takeGranted(valid.chain());
        nextAttempt = null;
      }
      case Order.Invalid invalid -> {
        location = invalid.location().map(URI::toString).orElse(null);
        lastError = invalid.reason();
        invalid.rogue().ifPresent(this::takeRogue);
        nextAttempt = null;
      }
      case Order.Cancelled cancelled -> {
        location = cancelled.location().map(URI::toString).orElse(null);
        lastError = cancelled.reason();
        nextAttempt = null;
      }
      case Order.Rehearsed _ -> nextAttempt = null;
    }
  }

  private void takePlace(Order.Placed placed) {
    key = placed.key().value();
    location = placed.location().toString();
    expires = placed.expires();
  }

  private void takeLever(ValidityLever by) {
    askedNotAfter = null;
    switch (by) {
      case ValidityLever.NotAfter(var notAfter) -> {
        lever = NOT_AFTER;
        askedNotAfter = notAfter;
      }
      case ValidityLever.Profile _ -> lever = PROFILE;
      case ValidityLever.None _ -> lever = NONE;
    }
  }

  private void takeGranted(CertificateChain granted) {
    grantedNotBefore = granted.leaf().getNotBefore().toInstant();
    grantedNotAfter = granted.leaf().getNotAfter().toInstant();
  }

  private void takeRogue(Order.Rogue kept) {
    rogue = kept.chain().toPem();
    rogueFault = kept.fault().toString();
    takeGranted(kept.chain());
  }

  void noteWaiting(Instant until) {
    revision++;
    attempts = 0;
    lastError = null;
    waitsFor = null;
    nextAttempt = until;
  }

  void noteHeld(Instant until, String reason) {
    noteWaiting(until);
    waitsFor = reason;
  }

  void failOver(Order.Keyed next, String reason, Instant now) {
    takeIssuer(next.spec());
    takeState(next, now);
    issuerReason = reason;
  }

  void noteFailure(String reason, Instant next) {
    revision++;
    attempts++;
    lastError = reason;
    waitsFor = null;
    nextAttempt = next;
  }

  StoredOrder toStoredOrder() {
    return new StoredOrder(
        toOrder(),
        revision,
        placedAt,
        attempts,
        Optional.ofNullable(nextAttempt),
        Optional.ofNullable(lastError),
        Optional.ofNullable(lever).map(_ -> orderValidity()),
        Optional.ofNullable(waitsFor),
        Optional.ofNullable(issuerReason));
  }

  private Order toOrder() {
    var order = new OrderId(id);
    var at = Optional.ofNullable(location).map(URI::create);
    return switch (OrderState.parse(state)) {
      case PLANNED -> new Order.Planned(order, spec());
      case KEYED -> new Order.Keyed(order, spec(), keyReference());
      case PENDING ->
          new Order.Pending(
              order, spec(), keyReference(), at.orElseThrow(), expires, validityLever());
      case READY -> new Order.Ready(order, spec(), keyReference(), at.orElseThrow(), expires);
      case PROCESSING ->
          new Order.Processing(order, spec(), keyReference(), at.orElseThrow(), expires);
      case VALID ->
          new Order.Valid(
              order, spec(), keyReference(), at.orElseThrow(), CertificateChain.ofPem(chain));
      case INVALID -> new Order.Invalid(order, spec(), at, lastError, keptAside());
      case CANCELLED -> new Order.Cancelled(order, spec(), at, lastError);
      case REHEARSED -> new Order.Rehearsed(order, spec(), at.orElseThrow());
    };
  }

  private Optional<Order.Rogue> keptAside() {
    return Optional.ofNullable(rogue)
        .map(pem -> new Order.Rogue(CertificateChain.ofPem(pem), ChainFault.parse(rogueFault)));
  }

  private OrderValidity orderValidity() {
    return new OrderValidity(
        validityLever(),
        Optional.ofNullable(grantedNotAfter)
            .map(notAfter -> new OrderValidity.Granted(grantedNotBefore, notAfter)));
  }

  private ValidityLever validityLever() {
    return switch (lever) {
      case NOT_AFTER -> new ValidityLever.NotAfter(askedNotAfter);
      case PROFILE -> new ValidityLever.Profile(profile);
      default -> new ValidityLever.None();
    };
  }

  private KeyReference keyReference() {
    return new KeyReference(key);
  }

  private CertificateSpec spec() {
    return new CertificateSpec(
        new CertificateId(certificate),
        new Version(epoch, counter),
        Stream.of(identifiers).map(Identifier::of).collect(Collectors.toCollection(TreeSet::new)),
        new Policy.Issuer(new DisplayName(ca), Optional.ofNullable(profile)),
        KeyType.parse(keyType),
        ChallengeType.parse(challenge),
        validity(),
        Optional.ofNullable(preferredChain),
        Stream.of(mustNot).map(Trait::parse).collect(Collectors.toSet()),
        Optional.ofNullable(replaces).map(AriCertId::new),
        Aim.parse(aim));
  }

  private Validity validity() {
    return new Validity(
        Optional.ofNullable(shortestValiditySeconds).map(Duration::ofSeconds),
        Optional.ofNullable(longestValiditySeconds).map(Duration::ofSeconds),
        Optional.ofNullable(validityReason),
        Validity.Otherwise.parse(otherValidity));
  }
}
