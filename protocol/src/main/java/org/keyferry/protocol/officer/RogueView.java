package org.keyferry.protocol.officer;

/// A certificate that a CA sent and the repository does not publish, kept aside to be looked at.
///
/// @param fault the rule that it breaks, such as `other-key`
/// @param chain in PEM, leaf first, as it came
public record RogueView(String fault, String chain) {}
