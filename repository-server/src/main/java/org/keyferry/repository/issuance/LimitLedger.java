package org.keyferry.repository.issuance;

import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.certificate.Limits;
import org.keyferry.repository.issuance.TokenBuckets.Bucket;

/// What the limits of CAs leave for many orders, reckoned without taking anything: each bucket is
/// looked at once, as is each CA, and what is set aside from then on counts. For one thread.
public final class LimitLedger {

  private final OrderLimits limits;
  private final TokenBuckets buckets;
  private final Map<DisplayName, Limits> known = new HashMap<>();
  private final Map<Bucket, Long> left = new HashMap<>();

  LimitLedger(OrderLimits limits, TokenBuckets buckets) {
    this.limits = limits;
    this.buckets = buckets;
  }

  /// Sets the tokens of an order aside, if it could be placed now beside those before.
  ///
  /// @return the limit that it would wait for; empty if there is none, and then they are set aside
  public Optional<Bucket> setAside(LimitClaim claim) {
    var wanted = bucketsOf(claim);
    var lacking = wanted.stream().filter(each -> leftIn(each) < 1).findFirst();
    if (lacking.isEmpty()) {
      wanted.forEach(each -> left.merge(each, -1L, Long::sum));
    }
    return lacking;
  }

  /// Sets the tokens of an order aside in any case.
  public void owe(LimitClaim claim) {
    bucketsOf(claim).forEach(each -> left.put(each, leftIn(each) - 1));
  }

  /// What all that was set aside has to wait for, the longest.
  ///
  /// @return empty if all of it could be placed now
  public Optional<Debt> longest() {
    return left.entrySet().stream()
        .filter(each -> each.getValue() < 0)
        .map(each -> new Debt(each.getKey(), -each.getValue()))
        .max(Comparator.comparing(Debt::lasts));
  }

  /// Tokens in a bucket beside what was set aside.
  public long leftIn(Bucket bucket) {
    return left.computeIfAbsent(bucket, buckets::available);
  }

  private List<Bucket> bucketsOf(LimitClaim claim) {
    return limits.bucketsOf(claim, known.computeIfAbsent(claim.ca(), limits::limitsOf));
  }

  /// @param orders that find no token now
  public record Debt(Bucket bucket, long orders) {

    /// How long until the last of them finds one, if nobody else orders.
    public Duration lasts() {
      var limit = bucket.limit();
      return limit.per().multipliedBy(orders).dividedBy(limit.amount());
    }
  }
}
