package org.keyferry.repository.certificate.rest;

import java.util.Optional;
import org.keyferry.protocol.officer.IssuerView;
import org.keyferry.repository.certificate.Policy;

/// CAs with their profiles, as requests name them.
public final class Issuers {

  private Issuers() {}

  /// @param field where it stands in the request
  public static Policy.Issuer issuerOf(String field, IssuerView issuer) {
    return new Policy.Issuer(
        Members.name(field + ".ca", issuer.ca()),
        Optional.ofNullable(issuer.profile())
            .map(each -> Members.checked(field + ".profile", each, Policy.Issuer::requireProfile)));
  }
}
