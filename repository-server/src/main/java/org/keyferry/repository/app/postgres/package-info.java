/// The database that comes along: a real PostgreSQL, started beside the server when no other is
/// configured.
///
/// Takes a directory; gives a JDBC URL with user and password. Knows nothing of what is stored.
@NullMarked
package org.keyferry.repository.app.postgres;

import org.jspecify.annotations.NullMarked;
