package org.keyferry.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.keyferry.custody.KeyCustody;
import org.keyferry.custody.KeyRecord;
import org.keyferry.custody.Pkcs11KeyCustody;
import org.keyferry.custody.TokenSettings;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.testkit.FixtureCa;
import org.keyferry.testkit.SoftHsmToken;

/// What sealing one EC P-256 key to one agent costs on SoftHSM, against a C program that makes the
/// same PKCS#11 calls on the same token (`native/seal.c`, compiled in the run). One thread each, in
/// turn.
final class SealingBenchmark {

  private static final int ROUNDS = 5;
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration MEASURED = Duration.ofSeconds(5);

  private final TokenSettings token;
  private final SoftHsmToken softHsm;
  private final RSAPublicKey recipient;

  private SealingBenchmark(SoftHsmToken softHsm) {
    this.softHsm = softHsm;
    this.token =
        new TokenSettings(softHsm.module(), softHsm.label(), softHsm.pinFile(), Optional.empty());
    this.recipient = (RSAPublicKey) FixtureCa.keyPair(KeyType.RSA_3072).getPublic();
  }

  static void run(PrintStream out) {
    try {
      new SealingBenchmark(SoftHsmToken.inThisJvm()).measure(out);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void measure(PrintStream out) throws IOException, InterruptedException {
    Pkcs11KeyCustody.prepare(token);
    var program = compiled();
    try (var custody = Pkcs11KeyCustody.open(token)) {
      var key =
          custody.generate(KeyType.EC_P256, new CertificateId(new UUID(0, 1)), Version.first());
      inJava(custody, key, WARM_UP);
      out.printf(
          Locale.ROOT,
          "%-6s %12s %12s %9s %14s %14s %9s%n",
          "round",
          "keyferry /s",
          "C /s",
          "of C",
          "keyferry CPU",
          "C CPU",
          "of C");
      for (var round = 1; round <= ROUNDS; round++) {
        var ours = inJava(custody, key, MEASURED);
        var theirs = inC(program);
        out.printf(
            Locale.ROOT,
            "%-6d %12.0f %12.0f %9.2f %11.2f ms %11.2f ms %9.2f%n",
            round,
            ours.rate(),
            theirs.rate(),
            ours.rate() / theirs.rate(),
            ours.milliseconds(),
            theirs.milliseconds(),
            theirs.milliseconds() / ours.milliseconds());
      }
    } finally {
      Files.deleteIfExists(program);
    }
  }

  private Run inJava(KeyCustody custody, KeyRecord key, Duration length) {
    var myself = List.of(ProcessHandle.current().pid());
    var cpuBefore = CpuTime.of(myself);
    var begin = System.nanoTime();
    var end = begin + length.toNanos();
    var sealings = 0L;
    while (System.nanoTime() < end) {
      var _ = custody.seal(key, key.subjectPublicKey(), List.of(recipient));
      sealings++;
    }
    return new Run(sealings, (System.nanoTime() - begin) / 1e9, CpuTime.of(myself) - cpuBefore);
  }

  private Run inC(Path program) throws IOException, InterruptedException {
    var modulus = recipient.getModulus().toByteArray();
    var output =
        outputOf(
            program.toString(),
            token.module().toString(),
            token.tokenLabel(),
            token.pinFile().toString(),
            HexFormat.of().formatHex(Arrays.copyOfRange(modulus, 1, modulus.length)),
            Long.toString(MEASURED.toSeconds()));
    var figures = output.strip().split(" ", -1);
    return new Run(
        Long.parseLong(figures[0]), Double.parseDouble(figures[1]), Double.parseDouble(figures[2]));
  }

  private Path compiled() throws IOException, InterruptedException {
    var source =
        Path.of(System.getProperty("keyferry.root", "."), "benchmarks", "native", "seal.c");
    var program = Files.createTempFile("keyferry-seal-", "");
    var _ = outputOf("gcc", "-O2", "-o", program.toString(), source.toString(), "-ldl");
    return program;
  }

  private String outputOf(String... command) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(softHsm.environment());
    var process = builder.start();
    process.getOutputStream().close();
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IllegalStateException(command[0] + " failed: " + output.strip());
    }
    return output;
  }

  /// @param wall seconds
  /// @param cpu seconds, of all threads of the process
  private record Run(long sealings, double wall, double cpu) {

    double rate() {
      return sealings / wall;
    }

    /// CPU time of one sealing.
    double milliseconds() {
      return cpu * 1000 / sealings;
    }
  }
}
