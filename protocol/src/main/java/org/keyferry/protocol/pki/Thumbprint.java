package org.keyferry.protocol.pki;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The SHA-256 digest of something, in base64url without padding, as `x5t#S256` has it (RFC 7515
/// §4.1.8): 43 characters.
public record Thumbprint(String value) implements Comparable<Thumbprint> {

  private static final int LENGTH = 32;

  public Thumbprint {
    if (value.length() != 43 || Bytes.ofBase64Url(value).length() != LENGTH) {
      throw new IllegalArgumentException("not a SHA-256 thumbprint: " + Printable.of(value));
    }
  }

  public static Thumbprint of(byte[] content) {
    try {
      var digest = MessageDigest.getInstance("SHA-256").digest(content);
      return new Thumbprint(Bytes.of(digest).toBase64Url());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }

  /// @param content ASCII text, as a JWS in compact serialization is
  public static Thumbprint of(String content) {
    return of(content.getBytes(StandardCharsets.US_ASCII));
  }

  public Bytes digest() {
    return Bytes.ofBase64Url(value);
  }

  @Override
  public int compareTo(Thumbprint other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
