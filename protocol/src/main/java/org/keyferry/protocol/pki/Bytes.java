package org.keyferry.protocol.pki;

import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Octets that nobody can change. For what is public; secrets are
/// [org.keyferry.protocol.bundle.SecretBytes].
public final class Bytes {

  private final byte[] octets;

  private Bytes(byte[] octets) {
    this.octets = octets;
  }

  public static Bytes of(byte[] octets) {
    return new Bytes(octets.clone());
  }

  /// @param text base64url without padding (RFC 7515 §2), in its only canonical form
  /// @throws IllegalArgumentException if it is not
  public static Bytes ofBase64Url(String text) {
    var decoded = new Bytes(Base64.getUrlDecoder().decode(text));
    if (!decoded.toBase64Url().equals(text)) {
      throw new IllegalArgumentException("not canonical base64url without padding");
    }
    return decoded;
  }

  public byte[] toArray() {
    return octets.clone();
  }

  public int length() {
    return octets.length;
  }

  /// Without padding (RFC 7515 §2).
  public String toBase64Url() {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets);
  }

  public String toHex() {
    return HexFormat.of().formatHex(octets);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Bytes that && Arrays.equals(octets, that.octets);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(octets);
  }

  @Override
  public String toString() {
    return toHex();
  }
}
