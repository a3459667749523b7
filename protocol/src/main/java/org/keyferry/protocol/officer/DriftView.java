package org.keyferry.protocol.officer;

import java.time.Instant;

/// One way in which a target is not as it should be.
///
/// @param kind `expired`, `not-served`, `stale-listener`, `not-installed`, `behind`, `ahead`,
///   `altered`, `failed`, `held`, `not-sealed`, `not-granted`, `unknown-certificate` or
///   `silent-agent`
/// @param since when it began
/// @param detail a sentence
public record DriftView(String kind, Instant since, String detail) {}
