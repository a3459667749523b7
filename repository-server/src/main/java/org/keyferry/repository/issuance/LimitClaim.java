package org.keyferry.repository.issuance;

import java.util.SortedSet;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Identifier;

/// What an order counts as, by the limits of its CA.
///
/// @param ca at which it is placed
/// @param saysWhatItReplaces (RFC 9773 §5)
public record LimitClaim(
    DisplayName ca, SortedSet<Identifier> identifiers, boolean saysWhatItReplaces) {

  public static LimitClaim of(CertificateSpec spec) {
    return new LimitClaim(spec.ca(), spec.identifiers(), spec.replaces().isPresent());
  }
}
