package org.keyferry.repository.issuance.store;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.distributed.BucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.jdbc.PrimaryKeyMapper;
import io.github.bucket4j.postgresql.Bucket4jPostgreSQL;
import io.github.bucket4j.postgresql.PostgreSQLSelectForUpdateBasedProxyManager;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import javax.sql.DataSource;
import org.keyferry.repository.certificate.Limit;
import org.keyferry.repository.issuance.TokenBuckets;

/// [TokenBuckets] in the database, by Bucket4j: a row for each, locked while tokens are counted.
/// Time is the repository's.
@ApplicationScoped
class PostgresTokenBuckets implements TokenBuckets {

  private static final Duration SPARE = Duration.ofHours(1);

  private final DataSource database;
  private final PostgreSQLSelectForUpdateBasedProxyManager<String> rows;

  PostgresTokenBuckets(DataSource database, InstantSource clock) {
    this.database = database;
    this.rows =
        Bucket4jPostgreSQL.selectForUpdateBasedBuilder(database)
            .primaryKeyMapper(PrimaryKeyMapper.STRING)
            .table("token_bucket")
            .idColumn("id")
            .stateColumn("state")
            .expiresAtColumn("expires_at")
            .clientClock(timeOf(clock))
            .expirationAfterWrite(
                ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(SPARE))
            .build();
  }

  @Override
  public long available(Bucket bucket) {
    return exists(bucket) ? row(bucket).getAvailableTokens() : bucket.limit().amount();
  }

  @Override
  public Duration untilToken(Bucket bucket) {
    return Duration.ofNanos(row(bucket).estimateAbilityToConsume(1).getNanosToWaitForRefill());
  }

  @Override
  public Duration take(Bucket bucket) {
    var probe = row(bucket).tryConsumeAndReturnRemaining(1);
    return probe.isConsumed() ? Duration.ZERO : Duration.ofNanos(probe.getNanosToWaitForRefill());
  }

  @Override
  public void force(Bucket bucket) {
    row(bucket).consumeIgnoringRateLimits(1);
  }

  @Override
  public void giveBack(Bucket bucket) {
    row(bucket).addTokens(1);
  }

  /// Removes rows of buckets that have been full for an hour, by the clock of the machine.
  ///
  /// @return how many
  int removeFull(int most) {
    return rows.removeExpired(most);
  }

  /// Who only looks neither makes a row nor waits for a lock on it: there may be very many.
  private boolean exists(Bucket bucket) {
    try (var connection = database.getConnection();
        var query = connection.prepareStatement("select 1 from token_bucket where id = ?")) {
      query.setString(1, bucket.key());
      try (var found = query.executeQuery()) {
        return found.next();
      }
    } catch (SQLException fault) {
      throw new IllegalStateException("the bucket cannot be looked at: " + bucket.key(), fault);
    }
  }

  private BucketProxy row(Bucket bucket) {
    return rows.builder()
        .build(
            bucket.key(),
            () -> BucketConfiguration.builder().addLimit(bandwidthOf(bucket.limit())).build());
  }

  static Bandwidth bandwidthOf(Limit limit) {
    return Bandwidth.builder()
        .capacity(limit.amount())
        .refillGreedy(limit.amount(), limit.per())
        .build();
  }

  static TimeMeter timeOf(InstantSource clock) {
    return new TimeMeter() {

      @Override
      public long currentTimeNanos() {
        return ChronoUnit.NANOS.between(Instant.EPOCH, clock.instant());
      }

      @Override
      public boolean isWallClockBased() {
        return true;
      }
    };
  }
}
