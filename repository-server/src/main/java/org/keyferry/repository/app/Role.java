package org.keyferry.repository.app;

import io.quarkus.security.identity.SecurityIdentity;
import java.util.Locale;

/// What a caller may be, by the CA that issued the certificate.
enum Role {
  OFFICER,
  AGENT,
  NOBODY;

  /// As `@RolesAllowed` names it.
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Role of(SecurityIdentity identity) {
    if (identity.hasRole(OFFICER.label())) {
      return OFFICER;
    }
    return identity.hasRole(AGENT.label()) ? AGENT : NOBODY;
  }
}
