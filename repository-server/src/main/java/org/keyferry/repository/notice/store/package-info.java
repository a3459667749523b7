/// Open conditions and the outbox in the database, and the tick of the clustered schedule.
@NullMarked
package org.keyferry.repository.notice.store;

import org.jspecify.annotations.NullMarked;
