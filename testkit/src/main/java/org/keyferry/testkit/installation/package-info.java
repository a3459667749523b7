/// Our own programs, run as processes beside the real parts: what journeys and benchmarks stand on.
///
/// [Installation] is the whole; it starts the parts, and ends them when it is closed. The programs
/// are taken as the build made them, from the modules' `target` directories below `keyferry.root`.
@NullMarked
package org.keyferry.testkit.installation;

import org.jspecify.annotations.NullMarked;
