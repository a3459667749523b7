package org.keyferry.repository.incident;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.SerialNumber;

/// A certificate that meets a selection.
///
/// @param version its newest
/// @param issuer CA that issued that; empty if the repository did not order it
/// @param agents that have a grant, in the order of their names
public record Candidate(
    CertificateId certificate,
    DisplayName name,
    DisplayName policy,
    Version version,
    SerialNumber serial,
    Optional<DisplayName> issuer,
    Instant publishedAt,
    List<DisplayName> agents) {

  public Candidate {
    agents = List.copyOf(agents);
  }
}
