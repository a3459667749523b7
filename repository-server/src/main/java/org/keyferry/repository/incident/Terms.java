package org.keyferry.repository.incident;

import java.time.Duration;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.RevocationReason;

/// How an incident is gone through.
///
/// @param canary how many certificates are tried first, 0 to 1000
/// @param waveSize how many certificates a wave has after that, 1 to 10000
/// @param stopOnError how many of a hundred certificates of a wave may fail, 0 to 100
/// @param patience how long a certificate may take from its order until all hosts serve it
/// @param revoke why what was replaced is revoked; empty: it is not
/// @param rehearsal name of the staging CA at which this is only rehearsed; no host is touched
public record Terms(
    int canary,
    int waveSize,
    int stopOnError,
    Duration patience,
    Optional<RevocationReason> revoke,
    Optional<DisplayName> rehearsal) {

  private static final int MOST_CANARY = 1_000;
  private static final int LARGEST_WAVE = 10_000;
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(30);

  public Terms {
    require(canary >= 0 && canary <= MOST_CANARY, "a canary has 0 to 1000 certificates");
    require(waveSize >= 1 && waveSize <= LARGEST_WAVE, "a wave has 1 to 10000 certificates");
    require(stopOnError >= 0 && stopOnError <= 100, "of a hundred, 0 to 100 may fail");
    require(
        patience.compareTo(SHORTEST) >= 0 && patience.compareTo(LONGEST) <= 0,
        "patience is from PT1M to P30D");
    require(
        revoke.isEmpty() || rehearsal.isEmpty(), "what is only rehearsed does not revoke anything");
  }

  /// How many certificates of a wave may fail before the incident pauses.
  public int tolerated(int certificates) {
    return certificates * stopOnError / 100;
  }

  public Terms withStopOnError(int percent) {
    return new Terms(canary, waveSize, percent, patience, revoke, rehearsal);
  }

  private static void require(boolean holds, String sentence) {
    if (!holds) {
      throw new IllegalArgumentException(sentence);
    }
  }
}
