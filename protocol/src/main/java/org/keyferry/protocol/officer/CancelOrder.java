package org.keyferry.protocol.officer;

/// Body of `POST /v1/orders/{id}/cancellation`.
///
/// @param reason for those who read the order and the audit record
public record CancelOrder(String reason) {}
