package org.keyferry.repository.custody;

import java.util.UUID;

/// Names a key record of the repository. Says nothing about the key.
public record KeyReference(UUID value) {

  @Override
  public String toString() {
    return value.toString();
  }
}
