package org.keyferry.protocol.bundle;

import java.util.UUID;
import org.keyferry.protocol.pki.Printable;

/// Reads UUIDs in the one form in which the repository writes them (RFC 9562 §4, lower case).
final class Uuids {

  private Uuids() {}

  static UUID parse(String text) {
    try {
      var id = UUID.fromString(text);
      if (id.toString().equals(text)) {
        return id;
      }
    } catch (IllegalArgumentException malformed) {
      // refused below, in our words
    }
    throw new IllegalArgumentException("not an id (a UUID in lower case): " + Printable.of(text));
  }
}
