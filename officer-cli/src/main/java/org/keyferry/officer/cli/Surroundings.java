package org.keyferry.officer.cli;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;

/// What the commands take from the process around them.
///
/// @param home folder of the officer if `--home` is not given
/// @param version release of this program
public record Surroundings(
    Path home,
    String version,
    InstantSource clock,
    SecureRandom random,
    Terminal terminal,
    Patience patience) {}
