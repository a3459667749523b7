package org.keyferry.protocol.pki;

/// Unicode in the letters of a host name (RFC 3492), for one label, without the prefix `xn--`.
///
/// The JDK's `IDN` follows IDNA 2003: it turns `straße` into `strasse` without a word, and knows no
/// letter younger than Unicode 3.2.
final class Punycode {

  // RFC 3492 §5
  private static final int BASE = 36;
  private static final int T_MIN = 1;
  private static final int T_MAX = 26;
  private static final int SKEW = 38;
  private static final int DAMP = 700;
  private static final int INITIAL_BIAS = 72;
  private static final int INITIAL_N = 128;

  private Punycode() {}

  /// RFC 3492 §6.3.
  static String encode(String label) {
    var points = label.codePoints().toArray();
    var output = new StringBuilder();
    for (var point : points) {
      if (point < INITIAL_N) {
        output.appendCodePoint(point);
      }
    }
    var basic = output.length();
    if (basic > 0) {
      output.append('-');
    }
    var n = INITIAL_N;
    var delta = 0;
    var bias = INITIAL_BIAS;
    for (var handled = basic; handled < points.length; delta++, n++) {
      var next = smallestFrom(n, points);
      delta += (next - n) * (handled + 1);
      n = next;
      for (var point : points) {
        if (point < n) {
          delta++;
        }
        if (point == n) {
          append(delta, bias, output);
          bias = adapted(delta, handled + 1, handled == basic);
          delta = 0;
          handled++;
        }
      }
    }
    return output.toString();
  }

  /// RFC 3492 §6.2.
  ///
  /// @param encoded at most 59 of `a-z 0-9 -`
  /// @throws IllegalArgumentException if it stands for nothing
  static String decode(String encoded) {
    var delimiter = encoded.lastIndexOf('-');
    var output = new StringBuilder(encoded.substring(0, Math.max(delimiter, 0)));
    var n = INITIAL_N;
    var bias = INITIAL_BIAS;
    var i = 0L;
    for (var in = delimiter + 1; in < encoded.length(); i++) {
      var old = i;
      var weight = 1L;
      for (var k = BASE; ; k += BASE) {
        if (in == encoded.length()) {
          throw new IllegalArgumentException("Punycode breaks off");
        }
        var digit = digitOf(encoded.charAt(in++));
        i += digit * weight;
        if (i > Integer.MAX_VALUE) {
          throw new IllegalArgumentException("Punycode beyond Unicode");
        }
        var t = threshold(k, bias);
        if (digit < t) {
          break;
        }
        weight *= BASE - t;
      }
      var length = output.codePointCount(0, output.length()) + 1;
      bias = adapted((int) (i - old), length, old == 0);
      n += (int) (i / length);
      i %= length;
      if (!Character.isValidCodePoint(n)) {
        throw new IllegalArgumentException("Punycode beyond Unicode");
      }
      output.insert(output.offsetByCodePoints(0, (int) i), Character.toChars(n));
    }
    return output.toString();
  }

  private static int smallestFrom(int n, int[] points) {
    var smallest = Integer.MAX_VALUE;
    for (var point : points) {
      if (point >= n) {
        smallest = Math.min(smallest, point);
      }
    }
    return smallest;
  }

  private static void append(int delta, int bias, StringBuilder output) {
    var q = delta;
    for (var k = BASE; ; k += BASE) {
      var t = threshold(k, bias);
      if (q < t) {
        break;
      }
      output.append(digit(t + (q - t) % (BASE - t)));
      q = (q - t) / (BASE - t);
    }
    output.append(digit(q));
  }

  private static int threshold(int k, int bias) {
    return Math.clamp(k - bias, T_MIN, T_MAX);
  }

  /// RFC 3492 §6.1.
  private static int adapted(int delta, int length, boolean isFirst) {
    var rest = isFirst ? delta / DAMP : delta / 2;
    rest += rest / length;
    var k = 0;
    for (; rest > (BASE - T_MIN) * T_MAX / 2; k += BASE) {
      rest /= BASE - T_MIN;
    }
    return k + (BASE - T_MIN + 1) * rest / (rest + SKEW);
  }

  private static char digit(int value) {
    return "abcdefghijklmnopqrstuvwxyz0123456789".charAt(value);
  }

  private static int digitOf(char letter) {
    var value = "abcdefghijklmnopqrstuvwxyz0123456789".indexOf(letter);
    if (value < 0) {
      throw new IllegalArgumentException("not a digit of Punycode");
    }
    return value;
  }
}
