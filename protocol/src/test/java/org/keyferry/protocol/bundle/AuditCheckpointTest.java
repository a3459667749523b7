package org.keyferry.protocol.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.keyferry.protocol.bundle.RejectedStatement.Reason;
import org.keyferry.protocol.pki.Thumbprint;

class AuditCheckpointTest {

  private static final AuditCheckpoint SEEN = checkpoint(7, "seven entries");

  @ParameterizedTest
  @CsvSource({"7, seven entries", "8, eight entries", "9223372036854775807, many"})
  void theRecordGrowsOrStays(long size, String head) throws RejectedStatement {
    assertThat(SEEN.risenTo(checkpoint(size, head))).isEqualTo(checkpoint(size, head));
  }

  @ParameterizedTest
  @CsvSource({"6, six entries", "0, nothing", "6, seven entries", "7, seven others"})
  void itNeverShrinksOrForks(long size, String head) {
    assertThatExceptionOfType(RejectedStatement.class)
        .isThrownBy(() -> SEEN.risenTo(checkpoint(size, head)))
        .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.AUDIT_ROLLED_BACK));
  }

  @Test
  void itHasNoFewerThanNoEntries() {
    assertThatIllegalArgumentException().isThrownBy(() -> checkpoint(-1, "nothing"));
  }

  private static AuditCheckpoint checkpoint(long size, String head) {
    return new AuditCheckpoint(size, Thumbprint.of(head));
  }
}
