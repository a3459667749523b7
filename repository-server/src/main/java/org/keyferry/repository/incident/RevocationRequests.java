package org.keyferry.repository.incident;

import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.repository.certificate.CertificateVersion;

/// What an incident wants of revocation.
public interface RevocationRequests {

  /// Has a version revoked now, unless that is done or under way.
  ///
  /// @throws org.keyferry.protocol.problem.ProblemException STATE_CONFLICT if its CA is not known
  void requestNow(CertificateVersion version, RevocationReason reason);
}
