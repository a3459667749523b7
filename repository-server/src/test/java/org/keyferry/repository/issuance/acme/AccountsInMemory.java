package org.keyferry.repository.issuance.acme;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.issuance.AcmeAccount;
import org.keyferry.repository.issuance.AcmeAccounts;

/// What replicas that share a database know of accounts.
final class AccountsInMemory implements AcmeAccounts {

  private final Map<DisplayName, AcmeAccount> accounts = new ConcurrentHashMap<>();

  /// The next thing that is noted of a key is lost, as if the process had ended before.
  boolean losesTheNextKey;

  /// What happens just before the next change of keys begins.
  Runnable beforeTheNextChange = () -> {};

  @Override
  public AcmeAccount find(DisplayName ca) {
    return accounts.getOrDefault(ca, AcmeAccount.none());
  }

  @Override
  public void note(DisplayName ca, URI account) {
    accounts.put(ca, new AcmeAccount(Optional.of(account), find(ca).key(), Optional.empty()));
  }

  @Override
  public void forget(DisplayName ca, URI account) {
    accounts.put(ca, new AcmeAccount(Optional.empty(), find(ca).key(), Optional.empty()));
  }

  @Override
  public int beginKeyChange(DisplayName ca) {
    var before = beforeTheNextChange;
    beforeTheNextChange = () -> {};
    before.run();
    var present = find(ca);
    var next = present.nextKey().orElse(present.key() + 1);
    accounts.put(ca, new AcmeAccount(present.location(), present.key(), Optional.of(next)));
    return next;
  }

  @Override
  public void keyChanged(DisplayName ca, int key) {
    if (losesTheNextKey) {
      losesTheNextKey = false;
      throw new IllegalStateException("the process ended");
    }
    accounts.put(ca, new AcmeAccount(find(ca).location(), key, Optional.empty()));
  }

  @Override
  public void keyChangeRefused(DisplayName ca, int key) {
    accounts.put(ca, new AcmeAccount(find(ca).location(), find(ca).key(), Optional.empty()));
  }

  @Override
  public void deactivated(DisplayName ca, URI account) {
    accounts.put(ca, new AcmeAccount(Optional.empty(), find(ca).key() + 1, Optional.empty()));
  }
}
