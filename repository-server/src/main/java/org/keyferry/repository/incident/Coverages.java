package org.keyferry.repository.incident;

import java.util.Collection;
import java.util.Map;
import org.keyferry.protocol.bundle.CertificateId;

/// What the last reports of all hosts say of certificates.
public interface Coverages {

  /// @return for each of the certificates
  Map<CertificateId, Coverage> of(Collection<CertificateId> certificates);
}
