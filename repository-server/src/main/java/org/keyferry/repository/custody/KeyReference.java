package org.keyferry.repository.custody;

import java.util.UUID;

/// Names one key record. Worth nothing without the HSM.
public record KeyReference(UUID value) {

  @Override
  public String toString() {
    return value.toString();
  }
}
