/// Package.
@NullMarked
package org.keyferry.testkit;

import org.jspecify.annotations.NullMarked;
