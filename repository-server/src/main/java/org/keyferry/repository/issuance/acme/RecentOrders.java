package org.keyferry.repository.issuance.acme;

import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Remembers of the orders that were looked at last where their parts are, so that an order is not
/// asked for twice in a moment: the CA may have said when it wants that.
final class RecentOrders {

  private static final int MOST = 1000;

  private final Map<URI, PlacesOfOrder> places =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<URI, PlacesOfOrder> eldest) {
              return size() > MOST;
            }
          });

  Optional<PlacesOfOrder> find(URI order) {
    return Optional.ofNullable(places.get(order));
  }

  void put(URI order, PlacesOfOrder found) {
    places.put(order, found);
  }
}
