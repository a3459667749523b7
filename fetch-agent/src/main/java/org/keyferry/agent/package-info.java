/// Package.
@NullMarked
package org.keyferry.agent;

import org.jspecify.annotations.NullMarked;
