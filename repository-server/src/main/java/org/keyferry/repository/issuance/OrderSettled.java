package org.keyferry.repository.issuance;

/// An order has come to its end. Fired inside the transaction that notes it down: an observer that
/// fails, fails the transaction.
///
/// @param order valid or invalid
public record OrderSettled(Order order) {}
