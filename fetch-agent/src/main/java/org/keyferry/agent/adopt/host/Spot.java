package org.keyferry.agent.adopt.host;

import java.nio.file.Path;

/// A part of a configuration file.
///
/// @param file without links
/// @param start offset in bytes
/// @param end of the part, exclusive
public record Spot(Path file, int start, int end) {

  public Spot {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("not a part of a file: " + start + " to " + end);
    }
  }
}
