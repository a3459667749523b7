/// The process: time, chance, terminal and exit code. Nobody uses this package.
@NullMarked
package org.keyferry.officer.app;

import org.jspecify.annotations.NullMarked;
