/// Package.
@NullMarked
package org.keyferry.repository;

import org.jspecify.annotations.NullMarked;
