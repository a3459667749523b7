package org.keyferry.repository.issuance.acme;

import java.time.InstantSource;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.keyferry.custody.KeyCustody;
import org.keyferry.custody.KeyRecord;
import org.keyferry.custody.Origin;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.repository.custody.KeyDesk;
import org.keyferry.repository.custody.KeyRecords;
import org.keyferry.repository.custody.KeyReference;
import org.keyferry.repository.issuance.AcmeAccounts;
import org.keyferry.repository.issuance.AcmePauses;
import org.keyferry.repository.issuance.CaClocks;

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
    return of(custody, accounts, shared, config, new CaClocks(clock), clock);
  }

  static Acme4jAuthority of(
      KeyCustody custody,
      AcmeAccounts accounts,
      AcmePauses shared,
      AcmeConfig config,
      CaClocks clocks,
      InstantSource clock) {
    var pauses = pauses(shared, config, clock);
    var logins =
        new AcmeLogins(
            custody,
            accounts,
            new ExternalAccounts(config),
            new UrlGuard(config),
            pauses,
            clocks,
            config);
    return new Acme4jAuthority(
        logins, pauses, new KeyDesk(custody, new AnyKeyRecords(), Replica::noId));
  }

  static Pauses pauses(AcmePauses shared, AcmeConfig config, InstantSource clock) {
    return new Pauses(shared, config, clock, new Random(SEED));
  }

  private static UUID noId() {
    throw new IllegalStateException("no key is made");
  }

  /// Knows one record by every name.
  private record AnyKeyRecords() implements KeyRecords {

    @Override
    public Optional<KeyRecord> find(KeyReference reference) {
      var none = Bytes.of(new byte[0]);
      return Optional.of(
          new KeyRecord(
              new CertificateId(reference.value()),
              Version.first(),
              KeyType.EC_P256,
              none,
              none,
              "none",
              0,
              new Origin.Generated(),
              none));
    }

    @Override
    public Optional<KeyRecord> ofPublicKey(Bytes subjectPublicKeyInfo) {
      return Optional.empty();
    }

    @Override
    public void add(KeyReference reference, KeyRecord record) {
      throw new AssertionError("no key is kept here");
    }
  }
}
