package org.keyferry.agent.adopt.edit;

/// What takes the place of a part of a file.
///
/// @param start offset in bytes
/// @param end of the part, exclusive
/// @param by one character for each byte (ISO 8859-1)
public record Replacement(int start, int end, String by) implements Comparable<Replacement> {

  @Override
  public int compareTo(Replacement other) {
    var byStart = Integer.compare(start, other.start);
    return byStart != 0 ? byStart : Integer.compare(end, other.end);
  }
}
