package org.keyferry.repository.issuance.store;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import org.keyferry.repository.issuance.TokenBuckets;

/// Buckets of the same library, in the memory of a test.
public final class BucketsInMemory implements TokenBuckets {

  private final Map<Bucket, io.github.bucket4j.Bucket> buckets = new HashMap<>();
  private final InstantSource clock;

  public BucketsInMemory(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public long available(Bucket bucket) {
    return of(bucket).getAvailableTokens();
  }

  @Override
  public Duration untilToken(Bucket bucket) {
    return Duration.ofNanos(of(bucket).estimateAbilityToConsume(1).getNanosToWaitForRefill());
  }

  @Override
  public Duration take(Bucket bucket) {
    var probe = of(bucket).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed() ? Duration.ZERO : Duration.ofNanos(probe.getNanosToWaitForRefill());
  }

  @Override
  public void force(Bucket bucket) {
    of(bucket).consumeIgnoringRateLimits(1);
  }

  @Override
  public void giveBack(Bucket bucket) {
    of(bucket).addTokens(1);
  }

  private io.github.bucket4j.Bucket of(Bucket bucket) {
    return buckets.computeIfAbsent(
        bucket,
        each ->
            io.github.bucket4j.Bucket.builder()
                .addLimit(PostgresTokenBuckets.bandwidthOf(each.limit()))
                .withCustomTimePrecision(PostgresTokenBuckets.timeOf(clock))
                .build());
  }
}
