package org.keyferry.protocol.bundle;

import java.util.Optional;
import java.util.regex.Pattern;

/// The JOSE header of a statement. There is one way to write it, so it is compared, not parsed: no
/// octet of it reaches a JSON parser before the signature was verified.
///
/// @param keyId thumbprint of the signing key
/// @param type [Bundle#TYPE] or [Manifest#TYPE]: keeps the two statements apart
record ProtectedHeader(String keyId, String type) {

  private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]{43}");
  private static final Pattern SYNTAX =
      Pattern.compile(
          "\\{\"alg\":\"ES256\",\"kid\":\"([A-Za-z0-9_-]{43})\",\"typ\":\"([a-z+-]{1,40})\"\\}");

  static ProtectedHeader of(String keyId, String type) {
    if (!KEY_ID.matcher(keyId).matches()) {
      throw new IllegalArgumentException("a key id is a SHA-256 thumbprint");
    }
    return new ProtectedHeader(keyId, type);
  }

  /// @return empty for any other header: another algorithm, a key of its own, another order
  static Optional<ProtectedHeader> parse(String header) {
    var parts = SYNTAX.matcher(header);
    return parts.matches()
        ? Optional.of(new ProtectedHeader(parts.group(1), parts.group(2)))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return "{\"alg\":\"ES256\",\"kid\":\"" + keyId + "\",\"typ\":\"" + type + "\"}";
  }
}
