package org.keyferry.repository.incident;

import java.time.Instant;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.repository.issuance.OrderId;

/// What an incident wants of issuance.
public interface ReplacementOrders {

  /// How a certificate stands that must have a newer version.
  Standing standing(Terms terms, Replacement.Subject subject);

  /// How the order stands that was placed for it.
  Standing standing(Terms terms, Replacement.Ordered ordered);

  /// Orders a newer version, or joins the order that is under way; or rehearses one, if that is
  /// what the terms say.
  OrderId order(Terms terms, Replacement.Subject subject);

  /// Whether the CA was not asked for an order yet, since its limits leave no room for it, or it
  /// wants to be left alone. A CA that is down is another matter.
  boolean isHeldUp(OrderId order);

  /// Where it is.
  sealed interface Standing {

    /// There is a newer version.
    record Published(Version version, Instant at) implements Standing {}

    /// It is on order.
    record UnderWay(OrderId order) implements Standing {}

    /// The order came to nothing.
    record Ended(String reason) implements Standing {}

    /// Nobody has ordered it.
    record Nothing() implements Standing {}

    /// The staging CA would issue it.
    record Proven() implements Standing {}
  }
}
