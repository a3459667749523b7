package org.keyferry.protocol.bundle;

import java.util.Arrays;
import org.keyferry.protocol.pki.Printable;

/// How the AES key of a sealed key travels: RSAES-OAEP (RFC 8017 §7.1) with MGF1 over the same hash
/// and an empty label. The names are those of JOSE (RFC 7518 §4.3).
public enum KeyTransport {
  RSA_OAEP("RSA-OAEP", "SHA-1"),
  RSA_OAEP_256("RSA-OAEP-256", "SHA-256");

  private final String joseName;
  private final String hash;

  KeyTransport(String joseName, String hash) {
    this.joseName = joseName;
    this.hash = hash;
  }

  public String joseName() {
    return joseName;
  }

  /// As a `MessageDigest` knows it; for the digest and for MGF1 alike.
  public String hash() {
    return hash;
  }

  public static KeyTransport ofJoseName(String name) {
    return Arrays.stream(values())
        .filter(each -> each.joseName.equals(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("not a key transport: " + Printable.of(name)));
  }
}
