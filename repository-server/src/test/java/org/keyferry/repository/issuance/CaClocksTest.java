package org.keyferry.repository.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.testkit.TurnableClock;

/// A server whose clock is wrong hears it from its CAs.
class CaClocksTest {

  private static final DisplayName CA = new DisplayName("first");
  private static final DisplayName OTHER = new DisplayName("second");
  private static final Duration DAY = Duration.ofDays(1);

  private final TurnableClock clock = TurnableClock.at("2026-11-25T12:00:00.700Z");
  private final CaClocks clocks = new CaClocks(clock);
  private final Logger logger = Logger.getLogger(CaClocks.class.getName());
  private final Log log = new Log();

  @BeforeEach
  void theLogIsRead() {
    logger.addHandler(log);
  }

  @AfterEach
  void theLogIsLeftAlone() {
    logger.removeHandler(log);
  }

  @Test
  void theTimesThereAndHereAreSaid() {
    clocks.heard(CA, Instant.parse("2026-11-24T12:00:00Z"));

    assertThat(clocks.disagreement(CA))
        .hasValue(
            "the clock of the CA says 2026-11-24T12:00:00Z where that of the server says"
                + " 2026-11-25T12:00:00Z: set the wrong one (timedatectl set-ntp true)");
    assertThat(clocks.disagreement(OTHER)).isEmpty();
    assertThat(clocks.ahead()).hasValue(DAY.plusMillis(700));
  }

  @Test
  void aFewMinutesAreNoDisagreement() {
    clocks.heard(CA, clock.instant().plus(Duration.ofMinutes(5)));
    assertThat(clocks.disagreement(CA)).isEmpty();

    clocks.heard(CA, clock.instant().plus(Duration.ofSeconds(301)));
    assertThat(clocks.disagreement(CA)).isPresent();
  }

  @Test
  void theLastAnswerCounts() {
    clocks.heard(CA, clock.instant().plus(DAY));
    clocks.heard(CA, clock.instant());

    assertThat(clocks.disagreement(CA)).isEmpty();
    assertThat(clocks.ahead()).hasValue(Duration.ZERO);
  }

  @Test
  void theOneThatAgreesLeastIsMeasured() {
    clocks.heard(CA, clock.instant().minusSeconds(20));
    clocks.heard(OTHER, clock.instant().plusSeconds(30));

    assertThat(clocks.ahead()).hasValue(Duration.ofSeconds(-30));
  }

  @Test
  void nobodyIsWarnedMoreThanOnceAnHourOfOneCa() {
    for (var minute = 0; minute < 120; minute++) {
      clocks.heard(CA, clock.instant().plus(DAY));
      clock.turn(Duration.ofMinutes(1));
    }
    assertThat(log.warnings)
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).contains("clocks disagree ca=first", "set the wrong"));

    clocks.heard(OTHER, clock.instant().plus(DAY));
    assertThat(log.warnings).hasSize(3);
  }

  private static final class Log extends Handler {

    private final List<String> warnings = new ArrayList<>();

    @Override
    public void publish(LogRecord line) {
      if (line.getLevel().intValue() >= Level.WARNING.intValue()) {
        warnings.add(line.getMessage());
      }
    }

    @Override
    public void flush() {
      // nothing is kept back
    }

    @Override
    public void close() {
      // nothing is open
    }
  }
}
