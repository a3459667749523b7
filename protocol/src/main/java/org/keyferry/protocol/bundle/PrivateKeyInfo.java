package org.keyferry.protocol.bundle;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.OptionalInt;

/// The outer form of a private key: PKCS#8 PrivateKeyInfo (RFC 5958 §2), a DER SEQUENCE.
public final class PrivateKeyInfo {

  private static final int SEQUENCE = 0x30;
  private static final int MOST_PADDING = 7;
  private static final byte[] HEADER = ascii("-----BEGIN PRIVATE KEY-----\n");
  private static final byte[] FOOTER = ascii("-----END PRIVATE KEY-----\n");
  private static final int LINE = 64;

  private PrivateKeyInfo() {}

  /// PEM in the strict form of RFC 7468 §10: lines of 64 characters, LF.
  ///
  /// @return ASCII; the caller closes it
  public static SecretBytes toPem(SecretBytes pkcs8) {
    return pkcs8.lendTo(der -> {
      var base64 = Base64.getEncoder().encode(der);
      var lines = (base64.length + LINE - 1) / LINE;
      var pem = new byte[HEADER.length + base64.length + lines + FOOTER.length];
      var end = append(HEADER, 0, HEADER.length, pem, 0);
      for (var start = 0; start < base64.length; start += LINE) {
        end = append(base64, start, Math.min(LINE, base64.length - start), pem, end);
        pem[end++] = '\n';
      }
      append(FOOTER, 0, FOOTER.length, pem, end);
      Arrays.fill(base64, (byte) 0);
      return SecretBytes.takeOver(pem);
    });
  }

  /// Length of the SEQUENCE at the start of `padded`.
  ///
  /// @return empty if there is none in DER, or more than seven octets follow, or one is not zero
  static OptionalInt lengthWithin(byte[] padded) {
    var length = encodedLength(padded);
    if (length < 0 || length > padded.length || padded.length - length > MOST_PADDING) {
      return OptionalInt.empty();
    }
    for (var i = length; i < padded.length; i++) {
      if (padded[i] != 0) {
        return OptionalInt.empty();
      }
    }
    return OptionalInt.of(length);
  }

  /// Tag, length octets in their shortest form (X.690 §10.1), and content.
  private static int encodedLength(byte[] der) {
    if (der.length < 2 || der[0] != SEQUENCE) {
      return -1;
    }
    var first = der[1] & 0xff;
    if (first < 0x80) {
      return 2 + first;
    }
    var octets = first - 0x80;
    if (octets < 1 || octets > 2 || der.length < 2 + octets) {
      return -1;
    }
    var content = 0;
    for (var i = 0; i < octets; i++) {
      content = (content << 8) | (der[2 + i] & 0xff);
    }
    var shortest = octets == 1 ? 0x80 : 0x100;
    return content < shortest ? -1 : 2 + octets + content;
  }

  private static int append(byte[] source, int start, int length, byte[] target, int end) {
    System.arraycopy(source, start, target, end, length);
    return end + length;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
