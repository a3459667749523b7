package org.keyferry.repository.issuance.acme;

import java.time.InstantSource;
import java.util.Random;
import org.keyferry.custody.KeyCustody;
import org.keyferry.repository.issuance.AcmeAccounts;
import org.keyferry.repository.issuance.AcmePauses;

/// One replica's way to the CAs.
final class Replica {

  private static final long SEED = 20261126;

  private Replica() {}

  static Acme4jAuthority of(
      KeyCustody custody,
      AcmeAccounts accounts,
      AcmePauses shared,
      AcmeConfig config,
      InstantSource clock) {
    var pauses = pauses(shared, config, clock);
    var logins =
        new AcmeLogins(
            custody, accounts, new ExternalAccounts(config), new UrlGuard(config), pauses, config);
    return new Acme4jAuthority(logins, pauses);
  }

  static Pauses pauses(AcmePauses shared, AcmeConfig config, InstantSource clock) {
    return new Pauses(shared, config, clock, new Random(SEED));
  }
}
