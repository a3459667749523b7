/// Puts the agent together: time, chance, the release, signals. Used by nobody.
@NullMarked
package org.keyferry.agent.app;

import org.jspecify.annotations.NullMarked;
