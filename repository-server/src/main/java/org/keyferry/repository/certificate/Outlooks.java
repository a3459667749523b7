package org.keyferry.repository.certificate;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.keyferry.protocol.bundle.CertificateId;

/// What is going to happen to certificates, as far as those who make it happen know.
public interface Outlooks {

  /// @return an outlook for each of the certificates
  Map<CertificateId, Outlook> of(Collection<CertificateId> certificates);

  /// @param renewAt when the next order is due
  /// @param order id of the one that is under way
  record Outlook(Optional<Instant> renewAt, Optional<UUID> order) {}
}
