/// The files of a host as they are found: read within bounds, links followed within its root.
///
/// Takes the root of a host; gives configuration files, certificates, and the values in which the
/// readers of `nginx`, `apache` and `haproxy` say what is served. Nothing here writes, and nothing
/// here knows a syntax.
@NullMarked
package org.keyferry.agent.adopt.host;

import org.jspecify.annotations.NullMarked;
