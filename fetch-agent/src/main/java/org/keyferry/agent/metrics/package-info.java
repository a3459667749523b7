/// How this host stands, in numbers that Prometheus reads.
///
/// Takes a [org.keyferry.agent.cycle.StatusPage]; gives a text, in a file or at a port of the
/// loopback interface. It counts nothing itself: what happened is in the agent's logbook, so a
/// counter goes on where it was after a restart.
@NullMarked
package org.keyferry.agent.metrics;

import org.jspecify.annotations.NullMarked;
