package org.keyferry.repository.notice;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keyferry.repository.agent.Agent;
import org.keyferry.repository.agent.AgentDesk;

/// All agents, read in batches.
@ApplicationScoped
class Fleet {

  private static final int BATCH = 200;

  private final AgentDesk desk;

  Fleet(AgentDesk desk) {
    this.desk = desk;
  }

  /// Without the revoked ones, in the order of their names.
  List<Agent> agents() {
    var all = new ArrayList<Agent>();
    var page = desk.page(Optional.empty(), BATCH);
    while (!page.isEmpty()) {
      all.addAll(page);
      page = desk.page(Optional.of(page.getLast().name()), BATCH);
    }
    return all;
  }
}
