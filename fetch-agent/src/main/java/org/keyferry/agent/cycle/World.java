package org.keyferry.agent.cycle;

import java.security.SecureRandom;
import java.time.InstantSource;

/// What the agent cannot make for itself: time, chance, patience, and its own release.
///
/// @param version release of this program
public record World(InstantSource clock, SecureRandom random, Pause pause, String version) {}
