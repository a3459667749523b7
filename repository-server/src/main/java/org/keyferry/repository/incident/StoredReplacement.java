package org.keyferry.repository.incident;

import java.time.Instant;
import org.keyferry.protocol.pki.DisplayName;

/// A certificate of an incident as it was found.
///
/// @param incident name of the incident
/// @param name of the certificate
/// @param revision tells whether somebody else has moved it since
/// @param since when it came into its state
public record StoredReplacement(
    DisplayName incident,
    DisplayName name,
    Replacement replacement,
    long revision,
    Instant since) {}
