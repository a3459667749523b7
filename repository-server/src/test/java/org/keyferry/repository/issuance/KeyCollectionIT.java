package org.keyferry.repository.issuance;

import static org.assertj.core.api.Assertions.assertThat;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.repository.app.RunningRepository;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEntries;
import org.keyferry.repository.custody.KeyDesk;
import org.keyferry.repository.custody.KeyRecords;
import org.keyferry.repository.custody.KeyReference;

/// A key that nothing came of goes, after a day, and the record says so.
@QuarkusTest
@QuarkusTestResource(RunningRepository.class)
class KeyCollectionIT {

  @Inject KeyCollection collection;
  @Inject KeyDesk keys;
  @Inject KeyRecords records;
  @Inject Audit audit;
  @Inject AuditEntries entries;
  @Inject AgroalDataSource database;
  @Inject Supplier<UUID> ids;

  @Test
  void aKeyWithoutAnOrderGoesAfterADay() throws Exception {
    var old = key();
    var young = key();
    age(old, "25 hours");
    age(young, "23 hours");
    var before = audit.checkpoint();

    collection.collect();

    assertThat(records.find(old)).isEmpty();
    assertThat(records.find(young)).isPresent();
    assertThat(entries.after(before.size(), 100))
        .filteredOn(each -> each.event().kind().equals("key.collected"))
        .extracting(each -> each.event().subject())
        .contains(old.value().toString())
        .doesNotContain(young.value().toString());
  }

  @Test
  void aKeyThatAVersionOrAnOrderHasStays() throws Exception {
    var published = key();
    var ordered = key();
    var failed = key();
    var certificate = ids.get();
    execute(
        "insert into certificate_authority values ('kc', 'https://ca.invalid/', '{}', '{}', '{}',"
            + " '{}', false)");
    execute(
        "insert into policy (name, key_type, challenge, custody, other_validity)"
            + " values ('kc', 'ec-p256', 'http-01', 'sealed', 'refuse')");
    execute(
        "insert into certificate values ('"
            + certificate
            + "', 'kc', '{kc.example.test}', 'kc', 1, 9)");
    execute(
        "insert into certificate_version (certificate, epoch, counter, serial, issuer, chain, key,"
            + " published_at) values ('"
            + certificate
            + "', 1, 1, 'cafe', 'cn=any', 'any', '"
            + published.value()
            + "', now())");
    execute(order(certificate, 2, "keyed", "now()", "null", ordered));
    execute(order(certificate, 3, "invalid", "null", "'any'", failed));
    for (var each : new KeyReference[] {published, ordered, failed}) {
      age(each, "40 days");
    }

    collection.collect();

    assertThat(records.find(published)).isPresent();
    assertThat(records.find(ordered)).isPresent();
    assertThat(records.find(failed)).isEqualTo(Optional.empty());
    execute("delete from acme_order where certificate = '" + certificate + "'");
  }

  private String order(
      UUID certificate, int counter, String state, String next, String error, KeyReference key) {
    return "insert into acme_order (id, revision, certificate, epoch, counter, identifiers, ca,"
        + " key_type, challenge, other_validity, aim, state, key, placed_at, attempts, next_attempt,"
        + " last_error)"
        + " values ('"
        + ids.get()
        + "', 0, '"
        + certificate
        + "', 1, "
        + counter
        + ", '{kc.example.test}', 'kc', 'ec-p256', 'http-01', 'refuse', 'publish', '"
        + state
        + "', '"
        + key.value()
        + "', now(), 0, "
        + next
        + ", "
        + error
        + ")";
  }

  private KeyReference key() {
    return keys.generate(KeyType.EC_P256, new CertificateId(ids.get()), new Version(1, 1));
  }

  private void age(KeyReference key, String age) throws SQLException {
    execute(
        "update key_record set made_at = now() - interval '"
            + age
            + "' where id = '"
            + key.value()
            + "'");
  }

  private void execute(String sql) throws SQLException {
    try (var connection = database.getConnection();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
