package org.keyferry.repository.incident;

import java.time.Instant;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.audit.Actor;

/// One change of an incident, or of one of its certificates. Never changed or removed.
///
/// @param number rises; there may be gaps
/// @param certificate name; empty if the incident itself changed
/// @param state that it came into
/// @param detail such as the order, the version or the reason
public record Transition(
    long number,
    Instant at,
    Optional<DisplayName> certificate,
    String state,
    Optional<String> detail,
    Actor by) {}
