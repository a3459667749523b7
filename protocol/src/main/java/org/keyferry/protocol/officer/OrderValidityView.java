package org.keyferry.protocol.officer;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What an order asked of the life of its certificate, and what it got.
///
/// @param lever how the CA was asked: `not-after`, `profile`, or `none` if it does not let itself
///   be asked, or there was nothing to ask for
/// @param askedNotAfter the date that it was asked for, or null
/// @param askedProfile the profile that it was asked for, or null
/// @param notBefore of what it granted, or null before that
/// @param notAfter of what it granted, or null before that
/// @param granted from notBefore to notAfter, ISO 8601 duration, or null before that
/// @param difference by how much that is longer than the policy wants, or shorter (then with a
///   minus); null if it is neither
public record OrderValidityView(
    String lever,
    @Nullable Instant askedNotAfter,
    @Nullable String askedProfile,
    @Nullable Instant notBefore,
    @Nullable Instant notAfter,
    @Nullable String granted,
    @Nullable String difference) {}
