/// When a certificate gets its next order: after a share of its life, or soon after an order came
/// to nothing.
///
/// Takes orders that are settled from [org.keyferry.repository.issuance]; gives it new ones. Does
/// not know how an order is brought to its end.
@NullMarked
package org.keyferry.repository.renewal;

import org.jspecify.annotations.NullMarked;
