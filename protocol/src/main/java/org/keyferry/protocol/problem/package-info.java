/// Every refusal of the repository, as RFC 9457 has it, and what may have been meant instead. The
/// package knows no other.
@NullMarked
package org.keyferry.protocol.problem;

import org.jspecify.annotations.NullMarked;
