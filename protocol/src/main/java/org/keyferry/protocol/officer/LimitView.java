package org.keyferry.protocol.officer;

/// How much a CA takes of one thing in a while.
///
/// @param kind `new-orders`, `certificates-per-domain`, `certificates-per-name-set` or
///   `failed-validations`
/// @param amount at once or in `per`
/// @param per ISO 8601 duration in which the limit is full again, such as `PT3H`
public record LimitView(String kind, int amount, String per) {}
