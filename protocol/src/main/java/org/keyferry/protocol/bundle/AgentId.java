package org.keyferry.protocol.bundle;

import java.util.UUID;

/// An enrolled host. Minted by the repository, never reused.
public record AgentId(UUID value) {

  /// @throws IllegalArgumentException unless the text is a UUID in lower case
  public static AgentId parse(String text) {
    return new AgentId(Uuids.parse(text));
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
