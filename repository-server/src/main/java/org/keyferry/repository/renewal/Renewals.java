package org.keyferry.repository.renewal;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.keyferry.protocol.bundle.CertificateId;

/// When certificates are due.
public interface Renewals {

  /// Certificates that are due, the longest waiting first. None twice at the same time: they are
  /// locked for the caller's transaction.
  List<CertificateId> due(Instant now, int limit);

  /// @return the certificates that have a date
  Map<CertificateId, Instant> dates(Collection<CertificateId> certificates);

  /// A certificate was published; it is due at `renewAt`.
  void succeeded(CertificateId certificate, Instant renewAt);

  /// How many orders came to nothing since the last that did not.
  int failures(CertificateId certificate);

  /// An order came to nothing; the next is due at `renewAt`.
  void failed(CertificateId certificate, Instant renewAt);

  /// An order is under way; its end will bring a new date.
  void begun(CertificateId certificate);
}
