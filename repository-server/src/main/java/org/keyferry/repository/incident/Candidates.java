package org.keyferry.repository.incident;

import java.util.List;

/// Finds what an incident is about.
public interface Candidates {

  /// In the order of their names.
  List<Candidate> meeting(Selection selection);
}
