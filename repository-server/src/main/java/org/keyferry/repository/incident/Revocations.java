package org.keyferry.repository.incident;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.audit.Actor;

/// The revocations of the repository, settled ones included.
public interface Revocations {

  Optional<StoredRevocation> find(RevocationId id);

  /// The last one of a version.
  Optional<StoredRevocation> of(CertificateId certificate, Version version);

  /// What is due. First what failed most often: it tries for all others whether their CA is back.
  List<StoredRevocation> due(Instant now, int limit);

  /// Newest first.
  ///
  /// @param after the last one of the page before
  List<StoredRevocation> page(
      Optional<CertificateId> certificate, Optional<RevocationId> after, int limit);

  /// What the CA has not taken since `dueSince` or longer, and what it refused after
  /// `refusedAfter`, unless it was asked for again; the oldest first.
  List<StoredRevocation> failing(Instant dueSince, Instant refusedAfter, int limit);

  /// How many there are in each state that has some.
  Map<RevocationState, Long> count();

  /// Adds one that is due at once.
  ///
  /// @return false if there is one of that version that is under way or done; then nothing is
  ///   written
  boolean add(Revocation revocation, Actor requestedBy, Instant now);

  /// Puts `next` in the place of what was found, due at once unless settled; attempts start anew.
  ///
  /// @return false if somebody else was faster; then nothing is written
  boolean replace(StoredRevocation found, Revocation next, Instant now);

  /// Notes what it waits for.
  void noteWaiting(StoredRevocation found, String whatFor, Instant until);

  /// Notes a failed attempt.
  void noteFailure(StoredRevocation found, String reason, Instant nextAttempt);

  /// A CA wants to be left alone: what is due there is due at `until` at the earliest.
  void postpone(DisplayName ca, Instant until);
}
