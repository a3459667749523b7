/// The hosts that fetch: how one becomes an agent, proves to be one, and ceases to be one.
///
/// Takes a one-time token with a request for an identity; gives an [Agent] and its certificate. At
/// the door, [AgentGate] says who presents a certificate, from memory.
///
/// Next is `delivery`, which seals to the agents. What an agent may receive is not known here.
@NullMarked
package org.keyferry.repository.agent;

import org.jspecify.annotations.NullMarked;
