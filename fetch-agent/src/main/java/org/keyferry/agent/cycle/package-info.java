/// One round of the agent, and the rounds one after the other.
///
/// The only package that knows `identity`, `fetch`, `install`, `reload`, `probe` and `report`: it
/// passes their values from one to the next. Takes the settings of this host; gives what became of
/// each target. It does not know how a person asked for it: `cli` does.
@NullMarked
package org.keyferry.agent.cycle;

import org.jspecify.annotations.NullMarked;
