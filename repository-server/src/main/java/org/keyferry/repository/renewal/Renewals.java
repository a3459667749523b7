package org.keyferry.repository.renewal;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keyferry.protocol.bundle.CertificateId;

/// When certificates are due.
public interface Renewals {

  /// Certificates that are due: those that have expired first, then the longest waiting. None twice
  /// at the same time: they are locked for the caller's transaction.
  List<CertificateId> due(Instant now, int limit);

  /// @return the certificates that have a date
  Map<CertificateId, Instant> dates(Collection<CertificateId> certificates);

  /// A certificate was published; it is due at `renewAt`, and its CA is asked for a window at
  /// `lookAt`.
  void succeeded(CertificateId certificate, Life life, Instant renewAt, Instant lookAt);

  /// How many orders came to nothing since the last that did not.
  int failures(CertificateId certificate);

  /// When the version in force ends, if one was published.
  Optional<Instant> notAfter(CertificateId certificate);

  /// An order came to nothing; the next is due at `renewAt`.
  void failed(CertificateId certificate, Instant renewAt);

  /// An order is under way; its end will bring a new date.
  void begun(CertificateId certificate);

  /// The version in force has ended before its time, at `end`. The certificate is due at once,
  /// unless an order is under way, and overdue an hour later.
  void lost(CertificateId certificate, Instant end);

  /// Certificates whose CA is to be asked for a window, the longest waiting first.
  List<CertificateId> toBeLookedAt(Instant now, int limit);

  /// What the CA said last.
  Optional<Window> window(CertificateId certificate);

  /// End of the window, if the CA moved it much forward ([Window#isMuchSoonerThan]).
  Optional<Instant> hastenedUntil(CertificateId certificate);

  /// The CA was asked; it is asked again at `lookAt`.
  void looked(CertificateId certificate, Instant lookAt);

  /// The CA has a window, and the certificate is due at `renewAt`, unless an order is under way.
  void moved(CertificateId certificate, Window window, Instant renewAt);

  /// The shortest life of all versions in force.
  Optional<Duration> shortestLife();

  /// Certificates whose renewal should have come to its end: a quarter of the time between its date
  /// and the end of the version in force has passed. The longest overdue first.
  List<Overdue> overdue(Instant now, int limit);

  /// @param since when it became overdue
  record Overdue(CertificateId certificate, Instant since) {}
}
