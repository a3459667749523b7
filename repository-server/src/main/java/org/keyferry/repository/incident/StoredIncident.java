package org.keyferry.repository.incident;

import java.time.Instant;
import org.keyferry.repository.audit.Actor;

/// An incident as it was found.
///
/// @param revision tells whether somebody else has moved it since
public record StoredIncident(
    Incident incident, Forecast forecast, long revision, Actor plannedBy, Instant plannedAt) {}
