package org.keyferry.protocol.officer;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Which certificates an incident is about: those whose newest version meets every condition that
/// is not null or empty; there must be one.
///
/// @param ca name of the CA that issued it
/// @param account URL of the account at its CA
/// @param keyType such as `rsa-2048`
/// @param serials serial numbers, hexadecimal; empty: any
/// @param agent name of an agent with a grant
/// @param name of the certificate or one of its identifiers, with `*` and `?`
/// @param issuedFrom when it was published, at the earliest
/// @param issuedTo when it was published, before this
public record IncidentSelection(
    @Nullable String ca,
    @Nullable String account,
    @Nullable String keyType,
    List<String> serials,
    @Nullable String agent,
    @Nullable String name,
    @Nullable Instant issuedFrom,
    @Nullable Instant issuedTo) {

  public IncidentSelection {
    serials = List.copyOf(serials);
  }
}
