package org.keyferry.repository.issuance;

import java.time.Instant;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;

/// Nothing hinders an order.
record FreeWay() implements Clearances {

  @Override
  public Optional<Step> hindrance(Order order) {
    return Optional.empty();
  }

  @Override
  public void note(Order order, Step step) {}

  @Override
  public Optional<Instant> notBefore(DisplayName ca) {
    return Optional.empty();
  }
}
