/// Package.
@NullMarked
package org.keyferry.benchmarks;

import org.jspecify.annotations.NullMarked;
