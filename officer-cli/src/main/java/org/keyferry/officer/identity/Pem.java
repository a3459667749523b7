package org.keyferry.officer.identity;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/// One block of textual encoding (RFC 7468), as octets all the way, so that the text of a key can
/// be overwritten.
enum Pem {
  PRIVATE_KEY("PRIVATE KEY"),
  CERTIFICATE_REQUEST("CERTIFICATE REQUEST");

  private static final byte[] LINE_END = {'\n'};

  private final String label;

  Pem(String label) {
    this.label = label;
  }

  byte[] encode(byte[] der) {
    var text = new ByteArrayOutputStream();
    text.writeBytes(mark("BEGIN"));
    text.writeBytes(LINE_END);
    text.writeBytes(Base64.getMimeEncoder(64, LINE_END).encode(der));
    text.writeBytes(LINE_END);
    text.writeBytes(mark("END"));
    text.writeBytes(LINE_END);
    return text.toByteArray();
  }

  /// @throws IllegalArgumentException if the text is anything but one such block
  byte[] decode(byte[] text) {
    var end = mark("END");
    var from = endOf(mark("BEGIN"), text, 0);
    var to = endOf(end, text, from) - end.length;
    var base64 = new byte[to - from];
    System.arraycopy(text, from, base64, 0, base64.length);
    return Base64.getMimeDecoder().decode(base64);
  }

  private byte[] mark(String which) {
    return ("-----" + which + " " + label + "-----").getBytes(StandardCharsets.US_ASCII);
  }

  private static int endOf(byte[] mark, byte[] text, int from) {
    for (var at = from; at + mark.length <= text.length; at++) {
      if (Arrays.equals(text, at, at + mark.length, mark, 0, mark.length)) {
        return at + mark.length;
      }
    }
    throw new IllegalArgumentException("not the PEM block that was expected");
  }
}
