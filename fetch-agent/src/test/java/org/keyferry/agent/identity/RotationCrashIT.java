package org.keyferry.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.agent.Strace;
import org.keyferry.agent.Tree;

/// The agent may die at every file-system call while it takes a new identity (T6): afterwards it
/// has the old one or the new one, complete, and never neither.
class RotationCrashIT {

  private static final int FEWEST_POINTS = 20;

  @TempDir private Path directory;

  @Test
  void theHostHasAnIdentityAfterADeathAtAnyCall() throws Exception {
    var state = Files.createDirectory(directory.resolve("state"));
    RotateOnce.enroll(state);
    var store = new IdentityStore(state);
    var before = store.current().orElseThrow();
    var tree = new Tree(state);
    tree.keep(directory.resolve("before"));
    var strace = new Strace(directory, state, RotateOnce.class, List.of(state.toString()));

    var points = strace.points();
    assertThat(points).hasSizeGreaterThanOrEqualTo(FEWEST_POINTS);
    var oldOnes = 0;
    for (var point : points) {
      tree.restore(directory.resolve("before"));

      strace.killAt(point);

      var after = store.current().orElseThrow(); // complete: its key is that of its certificate
      assertThat(after.sealingKey()).isEqualTo(before.sealingKey());
      if (after.chain().equals(before.chain())) {
        oldOnes++;
      }
      RotateOnce.renew(state);
      assertThat(store.current().orElseThrow().chain())
          .as("the next renewal after %s", point)
          .isNotEqualTo(after.chain());
    }
    System.out.printf(
        Locale.ROOT,
        "killed at %d file-system calls of a rotation, %d landed; in force afterwards: old %d,"
            + " new %d, none 0%n",
        points.size(),
        points.size(),
        oldOnes,
        points.size() - oldOnes);
    assertThat(oldOnes).isPositive().isLessThan(points.size());
  }
}
