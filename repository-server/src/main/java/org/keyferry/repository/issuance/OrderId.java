package org.keyferry.repository.issuance;

import java.util.UUID;

/// Minted by the repository; the CA has a URL of its own for the order.
public record OrderId(UUID value) {

  @Override
  public String toString() {
    return value.toString();
  }
}
