package org.keyferry.repository.approval;

import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;

/// The officers, revoked ones included.
public interface Officers {

  Optional<Officer> withCertificate(Thumbprint certificate);

  /// Those of that name that are active; more than one while a certificate is being replaced.
  List<Officer> active(DisplayName name);

  /// In the order of their names.
  List<Officer> all();

  void add(Officer officer);

  /// Waits until nobody else, on any replica, changes officers; holds until the transaction ends.
  void hold();

  /// @return false if there is no active one; then nothing is written
  boolean revoke(Thumbprint certificate);

  /// The certificate was used: it replaces none any more.
  ///
  /// @return false if it did not
  boolean settle(Thumbprint certificate);
}
