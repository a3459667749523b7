/// The key records of the repository, and the way to the HSM.
@NullMarked
package org.keyferry.repository.custody;

import org.jspecify.annotations.NullMarked;
