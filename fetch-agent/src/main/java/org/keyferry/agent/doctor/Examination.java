package org.keyferry.agent.doctor;

/// Looks at one part of the host, and changes nothing.
interface Examination {

  /// For a check that is not made because there is no time left.
  Subject subject();

  Notes make() throws InterruptedException;
}
