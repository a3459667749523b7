/// Package.
@NullMarked
package org.keyferry.officer;

import org.jspecify.annotations.NullMarked;
