package org.keyferry.agent.doctor;

import java.util.Optional;

/// One thing that was looked at.
///
/// @param target by name, if it is about one
/// @param finding a sentence; of a check that was skipped, why
/// @param fix what to do, if something is to be done; commands to be typed as they are have lines
///   of their own below that
public record Check(
    Subject subject,
    Optional<String> target,
    Verdict verdict,
    String finding,
    Optional<String> fix) {}
