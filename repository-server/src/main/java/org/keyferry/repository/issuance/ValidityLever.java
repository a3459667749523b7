package org.keyferry.repository.issuance;

import java.time.Instant;

/// How a CA was told which life a certificate should have. Few CAs let themselves be told, and each
/// in another way.
public sealed interface ValidityLever {

  /// A date in the order (RFC 8555 §7.4).
  record NotAfter(Instant notAfter) implements ValidityLever {

    @Override
    public String toString() {
      return "notAfter " + notAfter;
    }
  }

  /// A profile of the CA (draft-ietf-acme-profiles).
  record Profile(String name) implements ValidityLever {

    @Override
    public String toString() {
      return "profile " + name;
    }
  }

  /// It was not told: what it grants is accepted or refused.
  record None() implements ValidityLever {

    @Override
    public String toString() {
      return "none";
    }
  }
}
