package org.keyferry.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Looks for private values in a heap dump, or in any other file, in whatever form a program may
/// have had them: octets in either order, words of 32 and 64 bits with the lowest first,
/// hexadecimal, decimal, base64 at each alignment.
///
/// Of each form two windows of 16 octets or more are looked for, so that a line break or a copy in
/// part does not hide it. That none is there by chance is as sure as a random key of 128 bits.
public final class HeapScanner {

  private static final int WINDOW = 16;
  private static final int BUFFER = 1 << 20;
  private static final int PREFIX = Long.BYTES;
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private final List<Pattern> patterns;
  private final PrefixIndex index;
  private final int longest;

  private HeapScanner(List<Pattern> patterns) {
    this.patterns = List.copyOf(patterns);
    this.index = new PrefixIndex(this.patterns);
    this.longest = patterns.stream().mapToInt(each -> each.octets.length).max().orElse(PREFIX);
  }

  public static HeapScanner forSecrets(Collection<Secret> secrets) {
    return new HeapScanner(secrets.stream().flatMap(HeapScanner::patternsOf).toList());
  }

  /// Each private value of a key: `d` of EC; `d p q dp dq qinv` of RSA.
  public static List<Secret> secretsOf(String name, PrivateKey key) {
    return switch (key) {
      case ECPrivateKey ec -> List.of(new Secret(name + " d", ec.getS()));
      case RSAPrivateCrtKey rsa ->
          List.of(
              new Secret(name + " d", rsa.getPrivateExponent()),
              new Secret(name + " p", rsa.getPrimeP()),
              new Secret(name + " q", rsa.getPrimeQ()),
              new Secret(name + " dp", rsa.getPrimeExponentP()),
              new Secret(name + " dq", rsa.getPrimeExponentQ()),
              new Secret(name + " qinv", rsa.getCrtCoefficient()));
      default -> throw new IllegalArgumentException("neither EC nor RSA: " + key.getAlgorithm());
    };
  }

  /// How many byte strings are looked for.
  public int patterns() {
    return patterns.size();
  }

  /// Everything that was found, in the order of the file.
  public List<Hit> scan(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return scan(in);
    }
  }

  private List<Hit> scan(InputStream in) throws IOException {
    var hits = new ArrayList<Hit>();
    var buffer = new byte[BUFFER + longest];
    var kept = 0; // octets of the round before, in which a pattern may begin
    var base = 0L;
    while (true) {
      var read = in.readNBytes(buffer, kept, BUFFER);
      var length = kept + read;
      var last = read < BUFFER;
      var limit = last ? length - PREFIX + 1 : length - longest;
      for (var at = 0; at < limit; at++) {
        index.addHits(buffer, at, length, base, hits);
      }
      if (last) {
        return hits;
      }
      kept = longest;
      base += length - kept;
      System.arraycopy(buffer, length - kept, buffer, 0, kept);
    }
  }

  private static Stream<Pattern> patternsOf(Secret secret) {
    var big = magnitudeOf(secret.value);
    return Stream.of(
            windows(secret, "octets", big, WINDOW),
            windows(secret, "octets, lowest first", reversed(big, 1), WINDOW),
            windows(secret, "words of 32 bits, lowest first", reversed(big, 4), WINDOW),
            windows(secret, "words of 64 bits, lowest first", reversed(big, 8), WINDOW),
            windows(secret, "hexadecimal", ascii(HexFormat.of().formatHex(big)), 2 * WINDOW),
            windows(
                secret,
                "hexadecimal, upper case",
                ascii(HexFormat.of().withUpperCase().formatHex(big)),
                2 * WINDOW),
            windows(secret, "decimal", ascii(secret.value.toString()), 2 * WINDOW),
            base64(secret, "base64", big, Base64.getEncoder()),
            base64(secret, "base64url", big, Base64.getUrlEncoder()))
        .flatMap(each -> each);
  }

  /// Of a longer text, a value is encoded from its first, second or third octet on.
  private static Stream<Pattern> base64(
      Secret secret, String form, byte[] big, Base64.Encoder encoder) {
    return IntStream.range(0, 3)
        .boxed()
        .flatMap(skipped -> {
          var end = skipped + (big.length - skipped) / 3 * 3;
          var encoded = encoder.encode(Arrays.copyOfRange(big, skipped, end));
          return windows(secret, form, encoded, WINDOW + 4);
        });
  }

  private static Stream<Pattern> windows(Secret secret, String form, byte[] whole, int length) {
    return IntStream.of(whole.length / 4, whole.length / 2)
        .map(start -> Math.min(start, whole.length - length))
        .distinct()
        .mapToObj(start ->
            new Pattern(secret.name, form, Arrays.copyOfRange(whole, start, start + length)));
  }

  private static byte[] magnitudeOf(BigInteger value) {
    var signed = value.toByteArray();
    return signed[0] == 0 ? Arrays.copyOfRange(signed, 1, signed.length) : signed;
  }

  /// Words in the reverse order, as whoever counts with them keeps them; a heap dump writes each
  /// word with its highest octet first.
  private static byte[] reversed(byte[] big, int word) {
    var padded = new byte[Math.ceilDiv(big.length, word) * word];
    System.arraycopy(big, 0, padded, padded.length - big.length, big.length);
    var turned = new byte[padded.length];
    for (var at = 0; at < padded.length; at += word) {
      System.arraycopy(padded, at, turned, padded.length - at - word, word);
    }
    return turned;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /// A number that nobody may find; at least 30 octets long.
  public record Secret(String name, BigInteger value) {

    public Secret {
      if (value.bitLength() < 30 * 8) {
        throw new IllegalArgumentException(name + " is too short to be looked for");
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /// A secret that was found.
  ///
  /// @param offset in the file
  public record Hit(String secret, String form, long offset) {}

  private static final class Pattern {

    private final String secret;
    private final String form;
    private final byte[] octets;

    Pattern(String secret, String form, byte[] octets) {
      this.secret = secret;
      this.form = form;
      this.octets = octets;
    }

    long prefix() {
      return longAt(octets, 0);
    }

    boolean isAt(byte[] buffer, int at, int length) {
      return at + octets.length <= length
          && Arrays.equals(buffer, at, at + octets.length, octets, 0, octets.length);
    }
  }

  private static long longAt(byte[] octets, int at) {
    return (long) LONGS.get(octets, at);
  }

  /// Finds patterns by their first eight octets: one look at a bit for nearly every octet.
  private static final class PrefixIndex {

    private static final int BITS = 22;

    private final long[] seen = new long[1 << (BITS - 6)];
    private final Map<Long, List<Pattern>> byPrefix = new HashMap<>();

    PrefixIndex(List<Pattern> patterns) {
      for (var pattern : patterns) {
        byPrefix.computeIfAbsent(pattern.prefix(), _ -> new ArrayList<>()).add(pattern);
        var slot = slotOf(pattern.prefix());
        seen[slot >>> 6] |= 1L << slot;
      }
    }

    void addHits(byte[] buffer, int at, int length, long base, List<Hit> hits) {
      var prefix = longAt(buffer, at);
      var slot = slotOf(prefix);
      if ((seen[slot >>> 6] & (1L << slot)) == 0) {
        return;
      }
      for (var pattern : byPrefix.getOrDefault(prefix, List.of())) {
        if (pattern.isAt(buffer, at, length)) {
          hits.add(new Hit(pattern.secret, pattern.form, base + at));
        }
      }
    }

    private static int slotOf(long prefix) {
      return (int) ((prefix * 0x9e3779b97f4a7c15L) >>> (64 - BITS));
    }
  }
}
