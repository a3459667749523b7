package org.keyferry.repository.issuance.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.net.URI;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.issuance.AcmeAccount;
import org.keyferry.repository.issuance.AcmeAccounts;

/// [AcmeAccounts] in the database.
@ApplicationScoped
@Transactional
class PanacheAcmeAccounts implements AcmeAccounts {

  private final Rows rows = new Rows();

  @Override
  public AcmeAccount find(DisplayName ca) {
    return rows.findByIdOptional(ca.value())
        .map(AcmeAccountRow::toAccount)
        .orElseGet(AcmeAccount::none);
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
    rows.update("location = null where ca = ?1 and location = ?2", ca.value(), account.toString());
  }

  @Override
  public int beginKeyChange(DisplayName ca) {
    return locked(ca).beginKeyChange();
  }

  @Override
  public void keyChanged(DisplayName ca, int key) {
    locked(ca).keyChanged(key);
  }

  @Override
  public void keyChangeRefused(DisplayName ca, int key) {
    locked(ca).keyChangeRefused(key);
  }

  @Override
  public void deactivated(DisplayName ca, URI account) {
    var row = locked(ca);
    if (account.toString().equals(row.location)) {
      row.deactivated();
    }
  }

  private AcmeAccountRow locked(DisplayName ca) {
    var row = rows.findById(ca.value(), LockModeType.PESSIMISTIC_WRITE);
    if (row == null) {
      throw new IllegalStateException("there is no account at " + ca);
    }
    return row;
  }

  private static final class Rows implements PanacheRepositoryBase<AcmeAccountRow, String> {}
}
