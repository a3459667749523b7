package org.keyferry.repository.issuance;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.repository.certificate.Policy;
import org.keyferry.repository.custody.KeyReference;

/// One attempt to obtain one certificate from one CA.
///
/// ```
/// Planned -> Keyed -> Pending -> Ready -> Processing -> Valid
///    \         \_________\________\____________\______-> Invalid
///     \_________\_________\________\____________\______-> Cancelled
///                                   \_________________-> Rehearsed
/// ```
///
/// From [Pending] on, the states are those of RFC 8555 §7.1.6. A state has methods only for the
/// transitions that leave it, so an illegal one does not compile.
public sealed interface Order {

  OrderId id();

  CertificateSpec spec();

  /// Nobody outside has heard of it yet.
  record Planned(OrderId id, CertificateSpec spec) implements Order {

    public Keyed withKey(KeyReference key) {
      return new Keyed(id, spec, key);
    }

    public Cancelled cancelled(String reason) {
      return new Cancelled(id, spec, Optional.empty(), reason);
    }
  }

  /// The key exists; the CA has not been asked, or its answer was lost.
  record Keyed(OrderId id, CertificateSpec spec, KeyReference key) implements Order {

    /// @param lever by which the CA was asked for a validity
    public Pending placedAt(URI location, Instant expires, ValidityLever lever) {
      return new Pending(id, spec, key, location, expires, lever);
    }

    /// The CA was not asked for a validity.
    public Pending placedAt(URI location, Instant expires) {
      return placedAt(location, expires, new ValidityLever.None());
    }

    /// Another CA is asked, with the same key.
    public Keyed at(Policy.Issuer issuer) {
      return new Keyed(id, spec.at(issuer), key);
    }

    public Invalid refused(String reason) {
      return new Invalid(id, spec, Optional.empty(), reason, Optional.empty());
    }

    public Cancelled cancelled(String reason) {
      return new Cancelled(id, spec, Optional.empty(), reason);
    }
  }

  /// The CA waits for the authorizations.
  ///
  /// @param location URL of the order at the CA
  /// @param expires when the CA forgets the order, or the repository gives it up
  /// @param lever by which the CA was asked for a validity
  record Pending(
      OrderId id,
      CertificateSpec spec,
      KeyReference key,
      URI location,
      Instant expires,
      ValidityLever lever)
      implements Placed {

    public Ready authorized() {
      return new Ready(id, spec, key, location, expires);
    }
  }

  /// The CA waits for the request (PKCS#10).
  record Ready(OrderId id, CertificateSpec spec, KeyReference key, URI location, Instant expires)
      implements Placed {

    public Processing finalized() {
      return new Processing(id, spec, key, location, expires);
    }

    /// The CA would issue; that was all that was to be known.
    public Rehearsed rehearsed() {
      return new Rehearsed(id, spec, location);
    }
  }

  /// The CA issues.
  record Processing(
      OrderId id, CertificateSpec spec, KeyReference key, URI location, Instant expires)
      implements Placed {

    /// @param chain leaf first (RFC 8555 §9.1); it passed the repository's own check
    public Valid issued(CertificateChain chain) {
      return new Valid(id, spec, key, location, chain);
    }

    /// @param rogue what came, and does not pass the repository's own check
    public Invalid issuedWrongly(Rogue rogue, String reason) {
      return new Invalid(id, spec, Optional.of(location), reason, Optional.of(rogue));
    }
  }

  /// The CA knows of it, and it is not settled.
  sealed interface Placed extends Order permits Pending, Ready, Processing {

    KeyReference key();

    URI location();

    Instant expires();

    default Invalid refused(String reason) {
      return new Invalid(id(), spec(), Optional.of(location()), reason, Optional.empty());
    }

    default Cancelled cancelled(String reason) {
      return new Cancelled(id(), spec(), Optional.of(location()), reason);
    }
  }

  /// Done.
  record Valid(
      OrderId id, CertificateSpec spec, KeyReference key, URI location, CertificateChain chain)
      implements Order {}

  /// Done without a certificate. A new attempt is a new order.
  ///
  /// @param location empty if the CA refused to take the order
  /// @param reason in words a person can act on
  /// @param rogue what the CA issued, if that is why: kept aside, and never published
  record Invalid(
      OrderId id,
      CertificateSpec spec,
      Optional<URI> location,
      String reason,
      Optional<Rogue> rogue)
      implements Order {}

  /// Ended by an officer.
  ///
  /// @param location empty if the CA has not heard of it
  /// @param reason what the officer says
  record Cancelled(OrderId id, CertificateSpec spec, Optional<URI> location, String reason)
      implements Order {}

  /// The CA has authorized all names, and nothing more was wanted ([Aim#REHEARSE]).
  record Rehearsed(OrderId id, CertificateSpec spec, URI location) implements Order {}

  /// A chain that a CA sent, and the rule that it breaks.
  record Rogue(CertificateChain chain, ChainFault fault) {}
}
