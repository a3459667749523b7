package org.keyferry.protocol.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keyferry.protocol.bundle.RejectedStatement.Reason;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;

class HighWaterMarkTest {

  @ParameterizedTest
  @CsvSource({
    "1.1, 1.2",
    "1.1, 1.10001",
    "1.42, 2.1",
    "1.999999999999999999, 2.1",
    "1.1, 2.10000",
    "1.1, 101.1",
    "7.5, 107.10000"
  })
  void aNewerVersionRaisesIt(String held, String next) throws RejectedStatement {
    assertThat(mark(held).risenTo(entry(next))).isEqualTo(mark(next));
  }

  @ParameterizedTest
  @CsvSource({
    "1.2, 1.1, ROLLED_BACK",
    "2.1, 1.999999999999999999, ROLLED_BACK",
    "999999999.1, 1.1, ROLLED_BACK",
    "1.1, 1.10002, WILD_JUMP",
    "1.1, 1.999999999999999999, WILD_JUMP",
    "1.1, 2.10001, WILD_JUMP",
    "1.1, 102.1, WILD_JUMP",
    "1.1, 999999999.1, WILD_JUMP",
    "1.999999999999999999, 2.999999999999999999, WILD_JUMP"
  })
  void anyOtherIsRefused(String held, String next, Reason reason) {
    assertThatExceptionOfType(RejectedStatement.class)
        .isThrownBy(() -> mark(held).risenTo(entry(next)))
        .satisfies(refused -> assertThat(refused.reason()).isEqualTo(reason));
  }

  @Test
  void theSameVersionMustBeTheSameBundle() throws RejectedStatement {
    var other = new HighWaterMark(Version.parse("1.42"), Thumbprint.of("another"));

    assertThat(mark("1.42").risenTo(entry("1.42"))).isEqualTo(mark("1.42"));
    assertThatExceptionOfType(RejectedStatement.class)
        .isThrownBy(() -> other.risenTo(entry("1.42")))
        .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.VERSION_REUSED));
  }

  /// Whatever a repository says, in whatever order, a mark never sinks and never leaps.
  @Test
  void itOnlyRises() {
    var random = new Random(42);
    var mark = mark("5.5000");
    for (var round = 0; round < 20_000; round++) {
      var version =
          new Version(
              Math.max(1, mark.version().epoch() + random.nextInt(7) - 3),
              Math.max(1, mark.version().counter() + random.nextInt(30_000) - 15_000));
      try {
        var next = mark.risenTo(entry(version.toString()));
        assertThat(next.version()).isGreaterThanOrEqualTo(mark.version());
        mark = next;
      } catch (RejectedStatement refused) {
        assertThat(refused.reason()).isIn(Reason.ROLLED_BACK, Reason.WILD_JUMP);
      }
    }
    assertThat(mark.version()).isGreaterThan(Version.parse("5.5000"));
  }

  private static HighWaterMark mark(String version) {
    return HighWaterMark.of(entry(version));
  }

  private static Manifest.Entry entry(String version) {
    return new Manifest.Entry(
        new CertificateId(new UUID(1, 1)),
        new DisplayName("www"),
        Version.parse(version),
        Thumbprint.of("bundle " + version));
  }
}
