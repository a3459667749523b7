package org.keyferry.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.keyferry.testkit.HeapScanner.Hit;
import org.keyferry.testkit.HeapScanner.Secret;

/// What is in the file is found, wherever it stands and whatever it looks like; and nothing else.
class HeapScannerTest {

  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir private Path directory;

  private final Secret secret = new Secret("any d", new BigInteger(1, random(32)).setBit(255));
  private final byte[] value = Arrays.copyOfRange(secret.value().toByteArray(), 1, 33);
  private final HeapScanner scanner = HeapScanner.forSecrets(List.of(secret));

  @Test
  void noiseHasNoHits() throws IOException {
    assertThat(scanner.scan(fileOf(random(3_000_000)))).isEmpty();
    assertThat(scanner.scan(fileOf(new byte[0]))).isEmpty();
    assertThat(scanner.scan(fileOf(new byte[3_000_000]))).isEmpty();
  }

  @Test
  void octetsAreFoundInEitherOrder() throws IOException {
    assertThat(formsIn(value)).contains("octets");
    assertThat(formsIn(reversed(value))).contains("octets, lowest first");
  }

  @Test
  void wordsAreFoundAsAHeapDumpWritesThem() throws IOException {
    assertThat(formsIn(wordsLowestFirst(4))).contains("words of 32 bits, lowest first");
    assertThat(formsIn(wordsLowestFirst(8))).contains("words of 64 bits, lowest first");
  }

  @Test
  void textIsFound() throws IOException {
    assertThat(formsIn(ascii(HexFormat.of().formatHex(value)))).contains("hexadecimal");
    assertThat(formsIn(ascii(HexFormat.of().withUpperCase().formatHex(value))))
        .contains("hexadecimal, upper case");
    assertThat(formsIn(ascii(secret.value().toString()))).contains("decimal");
  }

  @Test
  void base64IsFoundAtEachAlignment() throws IOException {
    for (var before = 0; before < 3; before++) {
      var whole = new byte[before + value.length + 5];
      System.arraycopy(value, 0, whole, before, value.length);

      assertThat(formsIn(Base64.getEncoder().encode(whole))).isNotEmpty();
      assertThat(formsIn(Base64.getUrlEncoder().encode(whole))).isNotEmpty();
    }
  }

  @Test
  void whereItStandsDoesNotMatter() throws IOException {
    for (var offset : List.of(0, 1, 1048550, 1048567, 1048576, 1048577, 2097140, 2999968)) {
      var content = random(3_000_000);
      System.arraycopy(value, 0, content, offset, value.length);

      assertThat(scanner.scan(fileOf(content)))
          .as("at %d", offset)
          .containsExactly(
              new Hit("any d", "octets", offset + 8), new Hit("any d", "octets", offset + 16));
    }
  }

  @Test
  void aKeyThatAProgramHoldsIsFoundInItsHeap() throws Exception {
    var held = List.of(anyKey("EC", 256), anyKey("RSA", 2048));
    var secrets =
        IntStream.range(0, held.size())
            .mapToObj(i -> HeapScanner.secretsOf("key-" + i, held.get(i)))
            .flatMap(List::stream)
            .toList();

    var hits = HeapScanner.forSecrets(secrets).scan(dumpOfThisJvm());

    assertThat(hits)
        .extracting(Hit::secret)
        .contains("key-0 d", "key-1 d", "key-1 p", "key-1 qinv");
  }

  private List<String> formsIn(byte[] text) throws IOException {
    var content = random(100_000);
    System.arraycopy(text, 0, content, 12_345, text.length);
    return scanner.scan(fileOf(content)).stream().map(Hit::form).toList();
  }

  private Path fileOf(byte[] content) throws IOException {
    return Files.write(directory.resolve("content"), content);
  }

  private Path dumpOfThisJvm() throws IOException {
    var dump = directory.resolve("heap.hprof");
    ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
        .dumpHeap(dump.toString(), false);
    return dump;
  }

  private byte[] wordsLowestFirst(int word) {
    var turned = new byte[value.length];
    for (var at = 0; at < value.length; at += word) {
      System.arraycopy(value, at, turned, value.length - at - word, word);
    }
    return turned;
  }

  private static PrivateKey anyKey(String algorithm, int bits) throws Exception {
    var generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(bits);
    return generator.generateKeyPair().getPrivate();
  }

  private static byte[] reversed(byte[] octets) {
    var turned = new byte[octets.length];
    for (var i = 0; i < octets.length; i++) {
      turned[i] = octets[octets.length - 1 - i];
    }
    return turned;
  }

  private static byte[] random(int length) {
    var octets = new byte[length];
    RANDOM.nextBytes(octets);
    return octets;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
