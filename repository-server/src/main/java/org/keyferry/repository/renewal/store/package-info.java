/// The dates of renewals in the database, and the tick of the clustered schedule.
@NullMarked
package org.keyferry.repository.renewal.store;

import org.jspecify.annotations.NullMarked;
