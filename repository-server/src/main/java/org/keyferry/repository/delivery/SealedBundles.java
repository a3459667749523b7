package org.keyferry.repository.delivery;

import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Manifest;
import org.keyferry.protocol.bundle.Version;

/// The bundles of the repository. None is ever changed or removed.
public interface SealedBundles {

  /// What is sealed to the key that the agent has now.
  Optional<SealedBundle> find(AgentId agent, CertificateId certificate, Version version);

  /// Of each certificate that the agent has a grant to, the newest bundle for its key of now; in
  /// the order of the certificates.
  List<Manifest.Entry> newest(AgentId agent);

  /// Agents with a grant to the certificate and no bundle of the version for their key of now.
  List<AgentId> lacking(CertificateId certificate, Version version);

  /// Waits until nobody else, on any replica, seals for this certificate; holds until the
  /// transaction ends.
  void hold(CertificateId certificate);

  /// @return false if there is one already: that one stands, and nothing is written
  boolean keep(SealedBundle bundle);
}
