package org.keyferry.agent.adopt.host;

import org.keyferry.protocol.pki.Printable;

/// Something was not read or not understood; the rest is shown.
///
/// @param sentence what is wrong there
public record Remark(Place place, String sentence) {

  public Remark {
    sentence = Printable.of(sentence);
  }

  @Override
  public String toString() {
    return place + ": " + sentence;
  }
}
