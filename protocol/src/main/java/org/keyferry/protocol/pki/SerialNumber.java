package org.keyferry.protocol.pki;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.regex.Pattern;

/// The serial number of a certificate (RFC 5280 §4.1.2.2), in lower case hexadecimal without
/// leading zeros.
///
/// A CA must make it positive and at most 20 octets long. What a web server presents was not always
/// made by a CA, so zero, negative and longer ones have a form too.
public record SerialNumber(String value) {

  private static final int MOST_BITS = 160;
  private static final Pattern SYNTAX = Pattern.compile("0|-?[1-9a-f][0-9a-f]{0,127}");

  public SerialNumber {
    if (!SYNTAX.matcher(value).matches()) {
      throw new IllegalArgumentException("not a serial number: " + Printable.of(value));
    }
  }

  public static SerialNumber of(X509Certificate certificate) {
    return of(certificate.getSerialNumber());
  }

  public static SerialNumber of(BigInteger number) {
    return new SerialNumber(number.toString(16));
  }

  /// Whether a CA may give this number: it is positive, and at most 20 octets long.
  public static boolean isFit(BigInteger number) {
    return number.signum() > 0 && number.bitLength() <= MOST_BITS;
  }

  @Override
  public String toString() {
    return value;
  }
}
