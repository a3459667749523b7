/// Revocations and incidents in the database, and their ticks in the clustered scheduler.
@NullMarked
package org.keyferry.repository.incident.store;

import org.jspecify.annotations.NullMarked;
