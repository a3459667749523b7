package org.keyferry.repository.approval.store;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.approval.Officer;

@Entity
@Table(name = "officer")
@NullUnmarked
class OfficerRow {

  @Id String certificate;
  String name;
  Instant expires;

  @Enumerated(EnumType.STRING)
  Officer.State state;

  String replaces;

  OfficerRow take(Officer officer) {
    certificate = officer.certificate().value();
    name = officer.name().value();
    expires = officer.expires();
    state = officer.state();
    replaces = officer.replaces().map(Thumbprint::value).orElse(null);
    return this;
  }

  Officer toOfficer() {
    return new Officer(
        new DisplayName(name),
        new Thumbprint(certificate),
        expires,
        state,
        Optional.ofNullable(replaces).map(Thumbprint::new));
  }
}
