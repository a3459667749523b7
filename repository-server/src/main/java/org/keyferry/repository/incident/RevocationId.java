package org.keyferry.repository.incident;

import java.util.UUID;

/// Minted by the repository.
public record RevocationId(UUID value) {

  @Override
  public String toString() {
    return value.toString();
  }
}
