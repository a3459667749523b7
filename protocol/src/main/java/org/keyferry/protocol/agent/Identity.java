package org.keyferry.protocol.agent;

import java.util.List;

/// Answer to [IdentityRequest]. The old identity is refused from the first use of the new one.
///
/// @param identity PEM chain of the agent's new certificate, leaf first
/// @param root the repository's root certificate, PEM
/// @param signingKeys as in [Enrollment]
public record Identity(String identity, String root, List<String> signingKeys) {}
