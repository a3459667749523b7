/// The command `keyferry-agent`: what people and init systems type, what they read, and the exit
/// code.
///
/// Takes arguments; gives them to [org.keyferry.agent.cycle.AgentDesk] and prints what it answers.
@NullMarked
package org.keyferry.agent.cli;

import org.jspecify.annotations.NullMarked;
