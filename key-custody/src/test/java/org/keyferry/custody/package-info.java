/// Runs the custody of keys on every PKCS#11 module that is at hand.
@NullMarked
package org.keyferry.custody;

import org.jspecify.annotations.NullMarked;
