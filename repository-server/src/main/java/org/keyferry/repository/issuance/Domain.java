package org.keyferry.repository.issuance;

import java.util.Optional;
import org.keyferry.protocol.pki.DnsName;

/// A node of the DNS tree: what has CAA records. Unlike a [DnsName] it may be a top-level domain.
///
/// @param name without a trailing dot
public record Domain(String name) {

  /// Where CAA records of a name are looked for first: `*.` is not part of it (RFC 8659 §3).
  public static Domain of(DnsName name) {
    return new Domain(name.base().value());
  }

  /// The domain above; the root has no CAA records, so a top-level domain is below nothing.
  public Optional<Domain> parent() {
    var dot = name.indexOf('.');
    return dot < 0 ? Optional.empty() : Optional.of(new Domain(name.substring(dot + 1)));
  }

  @Override
  public String toString() {
    return name;
  }
}
