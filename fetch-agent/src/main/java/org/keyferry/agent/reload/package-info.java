/// Local recipes: how this host checks a configuration and puts it in force.
///
/// Takes argument lists from the local configuration and nothing else; gives how they ended.
/// Nothing that came over the network reaches an argument, the environment or the working
/// directory.
@NullMarked
package org.keyferry.agent.reload;

import org.jspecify.annotations.NullMarked;
