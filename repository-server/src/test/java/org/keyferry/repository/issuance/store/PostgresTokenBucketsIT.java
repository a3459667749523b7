package org.keyferry.repository.issuance.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.app.RunningRepository;
import org.keyferry.repository.certificate.Limit;
import org.keyferry.repository.issuance.TokenBuckets.Bucket;
import org.keyferry.testkit.TurnableClock;

/// Tokens come back with the repository's time, on all replicas.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
class PostgresTokenBucketsIT {

  private static final Instant NOON = Instant.parse("2020-11-25T12:00:00Z");
  private static final Limit LIMIT = new Limit(Limit.Kind.NEW_ORDERS, 2, Duration.ofHours(2));

  @Inject private DataSource database;
  @Inject private Supplier<UUID> ids;

  @Test
  void aTokenIsBackWhenItsTimeHasPassed() {
    var clock = TurnableClock.at(NOON);
    var bucket = bucket();
    var one = new PostgresTokenBuckets(database, clock);
    var another = new PostgresTokenBuckets(database, clock);

    assertThat(one.take(bucket)).isZero();
    assertThat(another.take(bucket)).isZero();
    assertThat(one.take(bucket)).isEqualTo(Duration.ofHours(1));
    clock.turn(Duration.ofMinutes(59));
    assertThat(another.untilToken(bucket)).isEqualTo(Duration.ofMinutes(1));
    clock.turn(Duration.ofMinutes(1));
    assertThat(one.take(bucket)).isZero();
  }

  private Bucket bucket() {
    return new Bucket(new DisplayName("bucket-" + ids.get()), LIMIT, "");
  }
}
