/// Package.
@NullMarked
package org.keyferry.custody;

import org.jspecify.annotations.NullMarked;
