package org.keyferry.repository.issuance.store;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.NullUnmarked;

@Entity
@Table(name = "acme_account")
@NullUnmarked
class AcmeAccountRow {

  @Id String ca;
  String location;
}
