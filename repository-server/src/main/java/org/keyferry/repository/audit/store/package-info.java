/// The record in PostgreSQL: rows, the one sequencer, and the feed by LISTEN and NOTIFY.
@NullMarked
package org.keyferry.repository.audit.store;

import org.jspecify.annotations.NullMarked;
