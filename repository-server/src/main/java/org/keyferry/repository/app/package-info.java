/// Puts the repository together: configuration, time and ids, the TLS listener and who is at it,
/// problem documents, health, the database that comes along.
///
/// Knows all packages; none knows it.
@NullMarked
package org.keyferry.repository.app;

import org.jspecify.annotations.NullMarked;
