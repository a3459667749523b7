package org.keyferry.protocol.bundle;

import java.util.UUID;

/// A repository, for as long as it lives. Minted at the key ceremony.
public record RepositoryId(UUID value) {

  /// @throws IllegalArgumentException unless the text is a UUID in lower case
  public static RepositoryId parse(String text) {
    return new RepositoryId(Uuids.parse(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
