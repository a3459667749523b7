package org.keyferry.agent.adopt.host;

import java.nio.file.Path;
import org.keyferry.protocol.pki.Printable;

/// Where something stands.
///
/// @param line from 1 on; 0 if it is the file as a whole
public record Place(Path file, int line) {

  public static Place of(Path file) {
    return new Place(file, 0);
  }

  @Override
  public String toString() {
    return Printable.of(file.toString()) + (line == 0 ? "" : ":" + line);
  }
}
