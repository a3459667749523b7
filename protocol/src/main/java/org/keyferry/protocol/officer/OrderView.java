package org.keyferry.protocol.officer;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One attempt to obtain one certificate.
///
/// @param id minted by the repository
/// @param certificate name of the certificate
/// @param identifiers DNS names and IP addresses (RFC 5952)
/// @param ca name of the CA
/// @param state `planned`, `keyed`, `pending`, `ready`, `processing`, `valid`, `invalid`,
///   `cancelled` or `rehearsed`
/// @param stage `3/6: the CA waits for the authorizations`
/// @param location URL of the order at the CA, or null before the CA has heard of it
/// @param attempts how often the present step was tried
/// @param nextAttempt when it is tried next, or null when settled
/// @param lastError in words a person can act on, or null
/// @param aim `publish`, or `rehearse`: it ends before the request is handed in
/// @param replaces the certificate that it is to replace, as RFC 9773 §4.1 names it, or null
/// @param validity what was asked of the CA, once it was asked, and what it granted
/// @param rogue what the CA issued, if it is not fit to be published, or null
/// @param waitsFor what holds it up, though nothing failed, or null
/// @param issuerReason why it is not at the first CA of its policy, or null
/// @param placedAt when the order was made
public record OrderView(
    String id,
    String certificate,
    List<String> identifiers,
    String ca,
    String state,
    String stage,
    @Nullable String location,
    int attempts,
    @Nullable Instant nextAttempt,
    @Nullable String lastError,
    String aim,
    @Nullable String replaces,
    @Nullable OrderValidityView validity,
    @Nullable RogueView rogue,
    @Nullable String waitsFor,
    @Nullable String issuerReason,
    Instant placedAt) {}
