package org.keyferry.officer.existing;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.bundle.SecretBytes;

/// One block of textual encoding (RFC 7468) among others, and among text that is none. It is octets
/// all the way, so that what was in it can be overwritten.
///
/// @param label such as `RSA PRIVATE KEY`
/// @param content DER; empty if it has headers (RFC 1421), which say that it is encrypted
record PemBlock(String label, Optional<SecretBytes> content) {

  private static final byte[] BEGIN = ascii("-----BEGIN ");
  private static final byte[] END = ascii("-----END ");
  private static final byte[] DASHES = ascii("-----");
  private static final int LONGEST_LABEL = 64;

  /// @param text overwritten by the caller
  static List<PemBlock> allIn(byte[] text) {
    var blocks = new ArrayList<PemBlock>();
    var at = indexOf(BEGIN, text, 0);
    while (at >= 0) {
      var from = at + BEGIN.length;
      var labelEnd = indexOf(DASHES, text, from);
      if (labelEnd < 0 || labelEnd - from > LONGEST_LABEL) {
        at = indexOf(BEGIN, text, from);
        continue;
      }
      var label = new String(text, from, labelEnd - from, StandardCharsets.US_ASCII);
      var body = labelEnd + DASHES.length;
      var end = indexOf(END, text, body);
      if (end < 0) {
        break;
      }
      blocks.add(new PemBlock(label, contentOf(text, body, end)));
      at = indexOf(BEGIN, text, end);
    }
    return blocks;
  }

  boolean isKey() {
    return label.endsWith("PRIVATE KEY");
  }

  private static Optional<SecretBytes> contentOf(byte[] text, int from, int to) {
    var base64 = new byte[to - from];
    var length = 0;
    try {
      for (var at = from; at < to; at++) {
        if (text[at] == ':') {
          return Optional.empty();
        }
        if (text[at] > ' ') {
          base64[length++] = text[at];
        }
      }
      return Optional.of(decoded(base64, length));
    } catch (IllegalArgumentException malformed) {
      return Optional.of(SecretBytes.takeOver(new byte[0]));
    } finally {
      Arrays.fill(base64, (byte) 0);
    }
  }

  /// Into an array of the right size, so that no copy is left behind.
  private static SecretBytes decoded(byte[] base64, int length) {
    var exact = Arrays.copyOf(base64, length);
    var der = new byte[length / 4 * 3 - paddingOf(exact)];
    try {
      Base64.getDecoder().decode(exact, der);
      return SecretBytes.takeOver(der);
    } finally {
      Arrays.fill(exact, (byte) 0);
      Arrays.fill(der, (byte) 0);
    }
  }

  private static int paddingOf(byte[] base64) {
    var padding = 0;
    while (padding < 2 && padding < base64.length && base64[base64.length - 1 - padding] == '=') {
      padding++;
    }
    return base64.length % 4 == 0 && base64.length > 0 ? padding : 0;
  }

  private static int indexOf(byte[] mark, byte[] text, int from) {
    for (var at = from; at + mark.length <= text.length; at++) {
      if (Arrays.equals(text, at, at + mark.length, mark, 0, mark.length)) {
        return at;
      }
    }
    return -1;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
