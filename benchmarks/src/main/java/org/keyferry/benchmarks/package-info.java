/// What Keyferry costs, as ratios in one run: each thing beside the physical limit and beside a
/// peer. Never part of a test; machines are noisy, and a ratio outlives them.
@NullMarked
package org.keyferry.benchmarks;

import org.jspecify.annotations.NullMarked;
