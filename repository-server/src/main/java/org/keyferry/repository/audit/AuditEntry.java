package org.keyferry.repository.audit;

import java.time.Instant;
import org.keyferry.protocol.pki.Thumbprint;

/// An event in its place in the record. After the commit each replica fires it as a CDI event, in
/// the order of `sequence` and each one once in the life of the process; observers are quick, or
/// hand on to a thread of their own.
///
/// @param sequence from 1, without a gap
/// @param at when it was written, whole microseconds
/// @param event what happened
/// @param hash over this entry and the hash of the one before ([AuditChain])
public record AuditEntry(long sequence, Instant at, AuditEvent event, Thumbprint hash) {}
