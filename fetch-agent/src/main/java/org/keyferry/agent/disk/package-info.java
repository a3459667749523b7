/// What the agent keeps on this host, so that a crash finds old or new and never half, and so that
/// nobody reads a key who may not.
///
/// Takes bytes and who may read them; gives files. Every other package may use it; it knows none of
/// them, and does not know what is in the files, private keys excepted.
@NullMarked
package org.keyferry.agent.disk;

import org.jspecify.annotations.NullMarked;
