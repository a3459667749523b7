package org.keyferry.repository.certificate;

import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;

/// The policies there are. A policy, once added, does not change.
public interface Policies {

  Optional<Policy> named(DisplayName name);

  /// In the order of their names.
  ///
  /// @param after the last name of the page before
  List<Policy> page(Optional<DisplayName> after, int limit);

  /// @return false if a policy of that name exists; then nothing is written
  boolean add(Policy policy);
}
