package org.keyferry.repository.delivery;

import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.CertificateId;

/// The grants that hold now.
public interface Grants {

  Optional<Grant> find(Grant.Key key);

  /// As it is now, and stays until the transaction ends: who wants to remove it waits.
  Optional<Grant> held(Grant.Key key);

  /// Grants of one agent, in the order of their certificates.
  List<Grant> of(AgentId agent);

  /// Revoked agents that have grants all the same.
  List<AgentId> revokedAgents();

  /// Grants in the order of their keys.
  ///
  /// @param after where the page before ended
  List<Grant> page(Optional<Grant.Key> after, int limit);

  /// Certificates that somebody has a grant to.
  List<CertificateId> certificates();

  /// @return false if it is there already; then nothing is written
  boolean add(Grant grant);

  /// @return false if there is none
  boolean remove(Grant.Key key);
}
