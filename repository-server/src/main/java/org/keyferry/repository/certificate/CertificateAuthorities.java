package org.keyferry.repository.certificate;

import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;

/// The CAs there are.
public interface CertificateAuthorities {

  Optional<CertificateAuthority> named(DisplayName name);

  /// As it is now. Who wants to change or remove it waits until the transaction ends.
  Optional<CertificateAuthority> held(DisplayName name);

  /// As [#held], for one who changes or removes it: who wants to use it waits too.
  Optional<CertificateAuthority> taken(DisplayName name);

  /// In the order of their names.
  ///
  /// @param after the last name of the page before
  List<CertificateAuthority> page(Optional<DisplayName> after, int limit);

  /// @return false if a CA of that name exists; then nothing is written
  boolean add(CertificateAuthority ca);

  /// @return false if there is none of that name; then nothing is written
  boolean replace(CertificateAuthority ca);

  /// @return false if there is none of that name
  boolean remove(DisplayName name);
}
