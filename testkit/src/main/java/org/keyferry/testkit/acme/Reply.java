package org.keyferry.testkit.acme;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.pki.Bytes;

/// An HTTP response in the making.
///
/// @param headers beside the content type
/// @param closedUntil before which nobody is to ask again
record Reply(
    int status,
    Bytes body,
    String contentType,
    List<Header> headers,
    Optional<Instant> closedUntil) {

  record Header(String name, String value) {}

  Reply {
    headers = List.copyOf(headers);
  }

  Reply(int status, Bytes body, String contentType) {
    this(status, body, contentType, List.of(), Optional.empty());
  }

  Reply with(String name, String value) {
    var more = new ArrayList<>(headers);
    more.add(new Header(name, value));
    return new Reply(status, body, contentType, more, closedUntil);
  }

  Reply closing(Optional<Instant> until) {
    return new Reply(status, body, contentType, headers, until);
  }
}
