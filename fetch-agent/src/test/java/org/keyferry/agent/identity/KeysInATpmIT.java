package org.keyferry.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.testkit.SoftwareTpm;

/// A TPM 2.0 is a token as any other: identity and sealing key are made in it and used there.
class KeysInATpmIT {

  @TempDir private Path directory;

  @Test
  void aHostIsEnrolledAndRenewedWithKeysInATpm() throws Exception {
    var state = Files.createDirectory(directory.resolve("state"));
    try (var tpm = SoftwareTpm.start()) {
      run(tpm, "enroll", state);
      var first = run(tpm, "check", state); // signs with one key and with the other
      assertThat(first).endsWith(" 2");

      run(tpm, "renew", state);
      assertThat(run(tpm, "check", state)).endsWith(" 3").isNotEqualTo(first);

      run(tpm, "renew", state);
      assertThat(run(tpm, "check", state)).as("the first is destroyed").endsWith(" 3");
    }
  }

  private static String run(SoftwareTpm tpm, String what, Path state) throws Exception {
    var ended =
        RotationCrashIT.process(
            tpm.environment(),
            List.of(
                what,
                state.toString(),
                tpm.module().toString(),
                tpm.label(),
                tpm.pinFile().toString()));
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    return ended.out().strip();
  }
}
