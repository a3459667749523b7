package org.keyferry.repository.issuance;

import static java.util.stream.Collectors.joining;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.certificate.CertificateAuthorities;
import org.keyferry.repository.certificate.Limit;
import org.keyferry.repository.certificate.Limit.Kind;
import org.keyferry.repository.certificate.Limits;
import org.keyferry.repository.issuance.TokenBuckets.Bucket;

/// Keeps orders within what their CA takes.
@ApplicationScoped
public class OrderLimits {

  private static final Set<Kind> OF_CERTIFICATES =
      EnumSet.of(Kind.CERTIFICATES_PER_DOMAIN, Kind.CERTIFICATES_PER_NAME_SET);
  private static final Set<Kind> OF_ORDERS =
      EnumSet.complementOf(EnumSet.of(Kind.FAILED_VALIDATIONS));

  private final CertificateAuthorities authorities;
  private final TokenBuckets buckets;

  public OrderLimits(CertificateAuthorities authorities, TokenBuckets buckets) {
    this.authorities = authorities;
    this.buckets = buckets;
  }

  /// Looks whether the order may be placed now; takes nothing.
  ///
  /// @return what it would have to wait for, of several the longest; empty if nothing
  public Optional<Shortage> shortage(CertificateSpec spec) {
    return bucketsOf(spec, EnumSet.allOf(Kind.class))
        .map(bucket -> new Shortage(bucket, buckets.untilToken(bucket)))
        .filter(shortage -> shortage.lasts().isPositive())
        .max(Comparator.comparing(Shortage::lasts));
  }

  /// To reckon with many orders at once. Like all here not to be used in a transaction.
  public LimitLedger ledger() {
    return new LimitLedger(this, buckets);
  }

  /// The buckets that an order counts in when it is placed.
  ///
  /// @param limits of its CA
  List<Bucket> bucketsOf(LimitClaim claim, Limits limits) {
    return bucketsOf(claim, limits, OF_ORDERS).toList();
  }

  /// Takes a token from each bucket that the order counts in, or from none.
  ///
  /// @return what it has to wait for; empty if the tokens were taken
  public Optional<Shortage> take(CertificateSpec spec) {
    var taken = new ArrayDeque<Bucket>();
    for (var bucket : bucketsOf(spec, OF_ORDERS).toList()) {
      var wait = buckets.take(bucket);
      if (wait.isPositive()) {
        taken.forEach(buckets::giveBack);
        return Optional.of(new Shortage(bucket, wait));
      }
      taken.push(bucket);
    }
    return Optional.empty();
  }

  /// The CA did not take the order.
  public void notPlaced(CertificateSpec spec) {
    bucketsOf(spec, OF_ORDERS).forEach(buckets::giveBack);
  }

  /// The CA issued nothing for the order.
  public void notIssued(CertificateSpec spec) {
    bucketsOf(spec, OF_CERTIFICATES).forEach(buckets::giveBack);
  }

  /// The CA declared the authorization of a name invalid.
  public void notValidated(DisplayName ca, Identifier name) {
    limitsOf(ca).each().stream()
        .filter(limit -> limit.kind() == Kind.FAILED_VALIDATIONS)
        .forEach(limit -> buckets.force(new Bucket(ca, limit, name.value())));
  }

  private Stream<Bucket> bucketsOf(CertificateSpec spec, Set<Kind> kinds) {
    return bucketsOf(LimitClaim.of(spec), limitsOf(spec.ca()), kinds);
  }

  private static Stream<Bucket> bucketsOf(LimitClaim claim, Limits limits, Set<Kind> kinds) {
    var exempt = limits.exemptsRenewals() && claim.saysWhatItReplaces();
    return limits.each().stream()
        .filter(limit -> kinds.contains(limit.kind()))
        .filter(limit -> !exempt || limit.kind() == Kind.FAILED_VALIDATIONS)
        .flatMap(limit ->
            subjects(limit, claim).stream().map(each -> new Bucket(claim.ca(), limit, each)));
  }

  private static List<String> subjects(Limit limit, LimitClaim claim) {
    var names = claim.identifiers().stream();
    return switch (limit.kind()) {
      case NEW_ORDERS -> List.of("");
      case CERTIFICATES_PER_DOMAIN -> names.map(RegisteredDomain::of).distinct().sorted().toList();
      case CERTIFICATES_PER_NAME_SET ->
          List.of(Thumbprint.of(names.map(Identifier::value).collect(joining(","))).value());
      case FAILED_VALIDATIONS ->
          names.map(Identifier::base).distinct().map(Identifier::value).toList();
    };
  }

  /// A CA that was removed limits nothing: the order hears of it when it is placed.
  Limits limitsOf(DisplayName ca) {
    return authorities.named(ca).map(each -> each.limits()).orElseGet(Limits::none);
  }

  /// @param bucket that has no token
  /// @param lasts until it has one
  public record Shortage(Bucket bucket, Duration lasts) {

    /// For the officer who reads the order.
    public String sentence() {
      var subject =
          switch (bucket.limit().kind()) {
            case NEW_ORDERS, CERTIFICATES_PER_NAME_SET -> "";
            case CERTIFICATES_PER_DOMAIN, FAILED_VALIDATIONS -> " (" + bucket.subject() + ")";
          };
      return "the limit of the CA "
          + bucket.ca()
          + " is used up: "
          + bucket.limit().sentence()
          + subject;
    }
  }
}
