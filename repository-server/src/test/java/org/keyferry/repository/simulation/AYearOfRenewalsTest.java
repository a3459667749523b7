package org.keyferry.repository.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A year of 45-day and six-day certificates: the first of two CAs is down twice for three days,
/// once in silence and once with 503 and Retry-After, and once it must revoke a fifth of all that
/// it issued within five days.
///
/// `keyferry.simulation.certificates` says how many there are, `keyferry.simulation.plot` where to
/// draw the year.
class AYearOfRenewalsTest {

  private static final int CERTIFICATES =
      Integer.getInteger("keyferry.simulation.certificates", 2000);

  private static Figures year;

  @BeforeAll
  static void aYearPasses() throws IOException {
    year = new World(CERTIFICATES, 2027).run();
    System.out.println(year.table());
    var plot = Optional.ofNullable(System.getProperty("keyferry.simulation.plot"));
    if (plot.isPresent()) {
      YearPlot.draw(year, Path.of(plot.get()));
    }
  }

  @Test
  void nothingExpires() {
    assertThat(year.expired()).isZero();
  }

  @Test
  void nothingIsServedThatIsRevoked() {
    assertThat(year.servedRevoked()).isZero();
  }

  @Test
  void noRequestComesBeforeARetryAfterIsOver() {
    assertThat(year.askedForPatience()).isPositive();
    assertThat(year.overAnHour()).isPositive();
    assertThat(year.overADay()).isPositive();
    assertThat(year.withoutTime()).isPositive();
    assertThat(year.early()).isZero();
  }

  @Test
  void noLimitIsExceeded() {
    assertThat(year.overTheLimit()).isZero();
  }

  @Test
  void aCaThatIsDownIsLeftAlone() {
    assertThat(year.whileDown()).isPositive().isLessThan(2 * 72 * 60);
  }

  @Test
  void renewalsAreSpread() {
    assertThat(year.peak()).isLessThanOrEqualTo((int) (3 * year.mean()));
  }

  @Test
  void theSecondCaHelpsOut() {
    assertThat(year.failedOver()).isPositive();
  }

  @Test
  void everyCertificateIsRenewedAgainAndAgain() {
    assertThat(year.issued()).isGreaterThan(10L * CERTIFICATES);
  }
}
