package org.keyferry.repository.app;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Supplier;

/// UUIDs of version 7 (RFC 9562 §5.7): a millisecond, then 74 random bits. Rows that were made one
/// after the other lie beside each other in an index.
final class TimeOrderedIds implements Supplier<UUID> {

  private static final long VERSION_7 = 0x7000L;
  private static final long VARIANT = 0x8000_0000_0000_0000L;

  private final InstantSource clock;
  private final SecureRandom random;

  TimeOrderedIds(InstantSource clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  @Override
  public UUID get() {
    var high = (clock.millis() << 16) | VERSION_7 | (random.nextLong() & 0xfffL);
    var low = VARIANT | (random.nextLong() >>> 2);
    return new UUID(high, low);
  }
}
