package org.keyferry.repository.incident;

import java.util.Collection;
import java.util.Map;
import org.keyferry.protocol.bundle.CertificateId;

/// Looks at very many certificates at once.
public interface Prospects {

  /// @return for each of the certificates that has a version
  Map<CertificateId, Prospect> of(Collection<CertificateId> certificates);
}
