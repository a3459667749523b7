package org.keyferry.repository.agent;

import java.time.Instant;
import java.util.List;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.Thumbprint;

/// The generations of the reports that agents sent last: a few of each agent, since an old request
/// may come twice and late.
public interface ReportedGenerations {

  /// Of one agent, the newest first.
  List<Reported> of(AgentId agent);

  /// Keeps one that is newer than all, and forgets the oldest.
  void add(AgentId agent, Reported reported);

  /// @param report thumbprint of all that was said with this generation
  record Reported(long generation, Thumbprint report, Instant at) {}
}
