package org.keyferry.repository.issuance;

/// An order for a new version has come to its end. Fired inside the transaction that notes it down:
/// an observer that fails, fails the transaction.
///
/// @param order valid, invalid or cancelled
public record OrderSettled(Order order) {}
