/// The record of what happened: append-only, chained by hashes, and at the same time the feed by
/// which every replica hears of every change.
///
/// Takes an [AuditEvent] inside the transaction of the domain that caused it; gives an [AuditEntry]
/// after the commit, on every replica, as a CDI event, in order and without a gap. Everybody is
/// next. It does not know what the events mean.
@NullMarked
package org.keyferry.repository.audit;

import org.jspecify.annotations.NullMarked;
