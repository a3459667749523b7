package org.keyferry.repository.issuance;

import java.net.URI;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;

/// The repository's accounts at the CAs (RFC 8555 §7.3). The keys are in the HSM.
public interface AcmeAccounts {

  /// @return [AcmeAccount#none] before anything was noted
  AcmeAccount find(DisplayName ca);

  /// URL of the account.
  default Optional<URI> at(DisplayName ca) {
    return find(ca).location();
  }

  /// The CA has given an account.
  void note(DisplayName ca, URI account);

  /// The CA says that there is no such account.
  void forget(DisplayName ca, URI account);

  /// The account is to have another key. Noted before the CA is asked.
  ///
  /// @return number of that key; the same again if it was begun before
  int beginKeyChange(DisplayName ca);

  /// The CA knows the account by this key now.
  void keyChanged(DisplayName ca, int key);

  /// The CA will not have this key; the one before stays.
  void keyChangeRefused(DisplayName ca, int key);

  /// The account is deactivated; the next one has another key.
  void deactivated(DisplayName ca, URI account);
}
