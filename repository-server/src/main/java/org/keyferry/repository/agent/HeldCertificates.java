package org.keyferry.repository.agent;

import java.util.List;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.DisplayName;

/// What an agent may receive, for those who look at agents. `delivery` knows.
public interface HeldCertificates {

  /// Names of the certificates, in their order.
  List<DisplayName> of(AgentId agent);
}
