package org.keyferry.repository.issuance;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.keyferry.protocol.pki.DisplayName;

/// What time it is at the CAs, by the Date of their answers (RFC 9110 §6.6.1), beside the time
/// here. A server whose clock is wrong says so, and by how much.
@ApplicationScoped
public class CaClocks {

  private static final Logger LOG = Logger.getLogger(CaClocks.class);
  private static final Duration TOLERANCE = Duration.ofMinutes(5); // as LeafRules has it
  private static final Duration BETWEEN_WARNINGS = Duration.ofHours(1);

  private final InstantSource clock;
  private final Map<DisplayName, Reading> readings = new ConcurrentHashMap<>();
  private final Map<DisplayName, Instant> warned = new ConcurrentHashMap<>();

  public CaClocks(InstantSource clock) {
    this.clock = clock;
  }

  /// To be called with each answer that has just come, and says what time it is there.
  public void heard(DisplayName ca, Instant theirs) {
    var reading = new Reading(theirs, clock.instant());
    readings.put(ca, reading);
    if (reading.isOff() && isWarningDue(ca, reading.ours())) {
      LOG.warnf("clocks disagree ca=%s: %s", ca, reading.sentence());
    }
  }

  /// A sentence for whatever may be the fault of a clock; empty if that of the CA agreed with ours
  /// when it last answered, or if it never said.
  public Optional<String> disagreement(DisplayName ca) {
    return Optional.ofNullable(readings.get(ca)).filter(Reading::isOff).map(Reading::sentence);
  }

  /// How far our clock was ahead of that of the CA with which it agreed least, when that last
  /// answered; behind, if negative. Empty if no CA ever said.
  public Optional<Duration> ahead() {
    return readings.values().stream().map(Reading::ahead).max(Comparator.comparing(Duration::abs));
  }

  /// Once, whoever asks, and again after an hour; a clock that is set may jump over it.
  private boolean isWarningDue(DisplayName ca, Instant now) {
    var before = warned.putIfAbsent(ca, now);
    return before == null
        || (Duration.between(before, now).abs().compareTo(BETWEEN_WARNINGS) >= 0
            && warned.replace(ca, before, now));
  }

  private record Reading(Instant theirs, Instant ours) {

    Duration ahead() {
      return Duration.between(theirs, ours);
    }

    boolean isOff() {
      return ahead().abs().compareTo(TOLERANCE) > 0;
    }

    String sentence() {
      return "the clock of the CA says "
          + theirs
          + " where that of the server says "
          + ours.truncatedTo(ChronoUnit.SECONDS)
          + ": set the wrong one (timedatectl set-ntp true)";
    }
  }
}
