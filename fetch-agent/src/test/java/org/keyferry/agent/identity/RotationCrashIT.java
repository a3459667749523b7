package org.keyferry.agent.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.agent.Strace;
import org.keyferry.agent.Tree;
import org.keyferry.testkit.SoftHsmToken;

/// The agent may die at every file-system call while it takes a new identity (T6): afterwards it
/// has the old one or the new one, complete, and never neither.
class RotationCrashIT {

  private static final int FEWEST_POINTS = 20;
  private static final int FEWEST_POINTS_BESIDE_A_TOKEN = 12;

  /// Of all points of a rotation in a token; the whole campaign takes minutes.
  private static final int POINTS_IN_A_TOKEN = Integer.getInteger("keyferry.rotation.points", 14);

  @TempDir private Path directory;

  @Test
  void theHostHasAnIdentityAfterADeathAtAnyCall() throws Exception {
    var state = Files.createDirectory(directory.resolve("state"));
    var rotation = new RotateOnce(state, new KeyHome.InFiles());
    rotation.enroll();
    var before = rotation.current();
    var tree = new Tree(state);
    tree.keep(directory.resolve("before"));
    var strace = new Strace(directory, state, RotateOnce.class, List.of("renew", state.toString()));

    var points = strace.points();
    assertThat(points).hasSizeGreaterThanOrEqualTo(FEWEST_POINTS);
    var oldOnes = 0;
    for (var point : points) {
      tree.restore(directory.resolve("before"));

      strace.killAt(point);

      var after = rotation.current(); // complete: its key is that of its certificate
      assertThat(after.sealingKey().publicKey()).isEqualTo(before.sealingKey().publicKey());
      if (after.chain().equals(before.chain())) {
        oldOnes++;
      }
      rotation.renew();
      assertThat(rotation.current().chain())
          .as("the next renewal after %s", point)
          .isNotEqualTo(after.chain());
    }
    print("files", points.size(), oldOnes);
    assertThat(oldOnes).isPositive().isLessThan(points.size());
  }

  /// The calls are those on the state directory; between them are those of the token, which another
  /// thread makes. A token that dies in the midst of its own write is SoftHSM's affair.
  @Test
  void theHostHasAnIdentityAfterADeathAtAnyCallWithItsKeysInAToken() throws Exception {
    var state = Files.createDirectory(directory.resolve("state"));
    try (var token = SoftHsmToken.create()) {
      run(token, "enroll", state);
      var before = run(token, "check", state);
      assertThat(before).endsWith(" 2"); // identity and sealing
      var stateTree = new Tree(state);
      var tokenTree = new Tree(token.tokens());
      stateTree.keep(directory.resolve("state-before"));
      tokenTree.keep(directory.resolve("token-before"));
      var strace =
          new Strace(
              directory,
              state,
              RotateOnce.class,
              arguments(token, "renew", state),
              token.environment());

      var points = strace.pointsOfItsOwn();
      assertThat(points).hasSizeGreaterThanOrEqualTo(FEWEST_POINTS_BESIDE_A_TOKEN);
      var oldOnes = 0;
      var chosen = evenly(points, Math.min(POINTS_IN_A_TOKEN, points.size()));
      for (var point : chosen) {
        stateTree.restore(directory.resolve("state-before"));
        tokenTree.restore(directory.resolve("token-before"));

        strace.killAt(point);

        var proof = run(token, "prove", state).lines().toList();
        assertThat(proof).hasSize(2);
        var after = proof.getFirst();
        if (after.startsWith(before.substring(0, before.length() - 1))) {
          oldOnes++;
        }
        assertThat(proof.getLast())
            .as("the next renewal after %s; no key in the token that no file tells of", point)
            .isNotEqualTo(after);
      }
      print("a token, out of " + points.size(), chosen.size(), oldOnes);
      assertThat(oldOnes).isPositive().isLessThan(chosen.size());
    }
  }

  private static List<Strace.Point> evenly(List<Strace.Point> points, int number) {
    var chosen = new ArrayList<Strace.Point>();
    for (var index = 0; index < number; index++) {
      chosen.add(points.get(index * (points.size() - 1) / Math.max(1, number - 1)));
    }
    return chosen;
  }

  private static void print(String keys, int points, int oldOnes) {
    System.out.printf(
        Locale.ROOT,
        "keys in %s: killed at %d file-system calls of a rotation, %d landed; in force afterwards:"
            + " old %d, new %d, none 0%n",
        keys,
        points,
        points,
        oldOnes,
        points - oldOnes);
  }

  private static List<String> arguments(SoftHsmToken token, String what, Path state) {
    return List.of(
        what,
        state.toString(),
        token.module().toString(),
        token.label(),
        token.pinFile().toString());
  }

  /// In a process of its own: SoftHSM knows one configuration in each.
  private static String run(SoftHsmToken token, String what, Path state)
      throws IOException, InterruptedException {
    var ended = process(token.environment(), arguments(token, what, state));
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    return ended.out().strip();
  }

  static Ended process(Map<String, String> environment, List<String> arguments)
      throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx64m"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(RotateOnce.class.getName());
    command.addAll(arguments);
    var err = Files.createTempFile("rotate", ".err");
    try {
      var builder = new ProcessBuilder(command).redirectError(err.toFile());
      builder.environment().putAll(environment);
      var process = builder.start();
      var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ended(process.waitFor(), out, Files.readString(err));
    } finally {
      Files.delete(err);
    }
  }

  /// @param err the log too
  record Ended(int exitCode, String out, String err) {

    String output() {
      return out + err;
    }
  }
}
