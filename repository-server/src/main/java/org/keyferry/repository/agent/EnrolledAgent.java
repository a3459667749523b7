package org.keyferry.repository.agent;

import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.DisplayName;

/// What came of an enrollment.
///
/// @param identity PEM chain, leaf first
public record EnrolledAgent(AgentId id, DisplayName name, String identity) {}
