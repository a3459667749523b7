package org.keyferry.protocol.bundle;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;

/// What an agent should hold now.
///
/// @param repository who says so
/// @param agent to whom
/// @param issuedAt when it was signed, whole seconds
/// @param freshUntil after this an agent no longer believes it, but keeps what it has
/// @param entries each certificate once
/// @param checkpoint the audit record at `issuedAt`
public record Manifest(
    RepositoryId repository,
    AgentId agent,
    Instant issuedAt,
    Instant freshUntil,
    List<Entry> entries,
    AuditCheckpoint checkpoint) {

  /// Media type of a manifest and `typ` of its JWS.
  public static final String TYPE = "keyferry-manifest+jws";

  public Manifest {
    entries = List.copyOf(entries);
    var seen = new HashSet<CertificateId>();
    for (var entry : entries) {
      if (!seen.add(entry.certificate())) {
        throw new IllegalArgumentException("certificate " + entry.certificate() + " stands twice");
      }
    }
  }

  /// One certificate that the agent should hold.
  ///
  /// @param bundle thumbprint of the bundle's JWS in compact serialization (ASCII)
  public record Entry(
      CertificateId certificate, DisplayName name, Version version, Thumbprint bundle) {}
}
