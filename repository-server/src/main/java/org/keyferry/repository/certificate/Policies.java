package org.keyferry.repository.certificate;

import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;

/// The policies there are.
public interface Policies {

  Optional<Policy> named(DisplayName name);

  /// As it is now. Who wants to change or remove it waits until the transaction ends.
  Optional<Policy> held(DisplayName name);

  /// As [#held], for one who changes or removes it: who wants to use it waits too.
  Optional<Policy> taken(DisplayName name);

  /// In the order of their names.
  ///
  /// @param after the last name of the page before
  List<Policy> page(Optional<DisplayName> after, int limit);

  /// @return false if a policy of that name exists; then nothing is written
  boolean add(Policy policy);

  /// Names of those that use the CA, some of them if there are many.
  List<DisplayName> using(DisplayName ca, int most);

  /// @return false if there is none of that name; then nothing is written
  boolean replace(Policy policy);

  /// @return false if there is none of that name
  boolean remove(DisplayName name);
}
