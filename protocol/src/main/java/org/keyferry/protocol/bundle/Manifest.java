package org.keyferry.protocol.bundle;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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

  private static final Comparator<Entry> BY_CERTIFICATE =
      Comparator.comparing(entry -> entry.certificate().toString());

  /// Entries are put in the order of their certificates' ids, and times lose their fractions, which
  /// a statement cannot carry.
  public Manifest {
    issuedAt = issuedAt.truncatedTo(ChronoUnit.SECONDS);
    freshUntil = freshUntil.truncatedTo(ChronoUnit.SECONDS);
    entries = entries.stream().sorted(BY_CERTIFICATE).toList();
    var seen = new HashSet<Object>();
    for (var entry : entries) {
      if (!seen.add(entry.certificate()) || !seen.add(entry.name())) {
        throw new IllegalArgumentException("certificate " + entry.name() + " stands twice");
      }
    }
  }

  /// The certificate that people call `name`, if the agent should hold it.
  public Optional<Entry> named(DisplayName name) {
    return entries.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  /// One certificate that the agent should hold.
  ///
  /// @param bundle thumbprint of the bundle's JWS in compact serialization (ASCII)
  public record Entry(
      CertificateId certificate, DisplayName name, Version version, Thumbprint bundle) {}
}
