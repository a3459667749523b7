package org.keyferry.repository.issuance.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.net.URI;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.issuance.AcmeAccounts;

/// [AcmeAccounts] in the database.
@ApplicationScoped
@Transactional
class PanacheAcmeAccounts implements AcmeAccounts {

  private final Rows rows = new Rows();

  @Override
  public Optional<URI> at(DisplayName ca) {
    return rows.findByIdOptional(ca.value()).map(row -> URI.create(row.location));
  }

  @Override
  public void note(DisplayName ca, URI account) {
    rows.getEntityManager()
        .createNativeQuery(
            "insert into acme_account (ca, location) values (?1, ?2)"
                + " on conflict (ca) do update set location = excluded.location")
        .setParameter(1, ca.value())
        .setParameter(2, account.toString())
        .executeUpdate();
  }

  @Override
  public void forget(DisplayName ca, URI account) {
    rows.delete("ca = ?1 and location = ?2", ca.value(), account.toString());
  }

  private static final class Rows implements PanacheRepositoryBase<AcmeAccountRow, String> {}
}
