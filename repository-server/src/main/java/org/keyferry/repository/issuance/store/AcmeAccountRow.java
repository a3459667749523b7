package org.keyferry.repository.issuance.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.repository.issuance.AcmeAccount;

@Entity
@Table(name = "acme_account")
@NullUnmarked
class AcmeAccountRow {

  @Id String ca;
  String location;

  @Column(name = "key_number")
  int key;

  @Column(name = "next_key_number")
  Integer nextKey;

  AcmeAccount toAccount() {
    return new AcmeAccount(
        Optional.ofNullable(location).map(URI::create), key, Optional.ofNullable(nextKey));
  }

  /// @return the number of the key to come
  int beginKeyChange() {
    if (nextKey == null) {
      nextKey = key + 1;
    }
    return nextKey;
  }

  void keyChanged(int number) {
    key = number;
    nextKey = null;
  }

  void keyChangeRefused(int number) {
    if (Integer.valueOf(number).equals(nextKey)) {
      nextKey = null;
    }
  }

  void deactivated() {
    location = null;
    key = (nextKey == null ? key : nextKey) + 1;
    nextKey = null;
  }
}
