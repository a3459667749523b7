package org.keyferry.repository.agent;

import org.keyferry.protocol.bundle.AgentId;

/// Fired in the transaction that changes an agent; what is remembered of it is out of date after
/// the commit.
record AgentChanged(AgentId id) {}
