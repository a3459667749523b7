package org.keyferry.repository.issuance.acme;

import java.net.URL;
import java.util.List;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Order;

/// Where the parts of an order are. They do not move (RFC 8555 §7.1.3).
record PlacesOfOrder(List<URL> authorizations, URL finalization) {

  PlacesOfOrder {
    authorizations = List.copyOf(authorizations);
  }

  static PlacesOfOrder of(Order order) {
    return new PlacesOfOrder(
        order.getAuthorizations().stream().map(Authorization::getLocation).toList(),
        order.getFinalizeLocation());
  }
}
