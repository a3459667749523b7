package org.keyferry.repository.issuance;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;

/// The orders of the repository, settled ones included.
public interface Orders {

  Optional<StoredOrder> find(OrderId id);

  /// The ids of the orders that are not settled, by certificate; at most one for each, and no
  /// rehearsals.
  Map<CertificateId, OrderId> underWay(Collection<CertificateId> certificates);

  /// Those of them that the CA has not been asked for yet, in the order in which they were planned.
  List<StoredOrder> toBePlaced(Collection<OrderId> orders);

  /// Whether a rehearsal of the certificate is under way.
  boolean isRehearsed(CertificateId certificate);

  /// How many certificates are kept aside that no CA should have issued.
  long rogues();

  /// Why an order at this CA does not move; of several, what was placed last.
  Optional<String> troubleWith(DisplayName ca);

  /// From which CA a version came; empty if no order brought it.
  Optional<DisplayName> issuerOf(CertificateId certificate, Version version);

  /// Newest first.
  ///
  /// @param after the last order of the page before
  List<StoredOrder> page(
      Optional<CertificateId> certificate,
      Optional<OrderState> state,
      Optional<OrderId> after,
      int limit);

  /// Adds an order, due at once.
  ///
  /// @return false if another order of the same certificate and aim is not settled; then nothing is
  ///   written
  boolean add(Order.Planned order, Instant placedAt);

  /// Notes why an order that was just added is not at the first CA of its policy.
  void noteIssuer(OrderId order, String because);

  /// Puts `next` in the place of what was found, due at once; attempts start anew.
  ///
  /// @return false if another node was faster; then nothing is written
  boolean replace(StoredOrder found, Order next, Instant now);

  /// Notes that the other side asked for patience.
  ///
  /// @return false if another node moved the order; then nothing is written
  boolean noteWaiting(StoredOrder found, Instant until);

  /// Notes that the order is held up, though nothing failed.
  ///
  /// @param reason in words a person can act on
  /// @return false if another node moved the order; then nothing is written
  boolean noteHeld(StoredOrder found, Instant until, String reason);

  /// Puts the order at another CA, due at once.
  ///
  /// @param reason why not at the one before
  /// @return false if another node was faster; then nothing is written
  boolean failOver(StoredOrder found, Order.Keyed next, String reason, Instant now);

  /// How many orders of a certificate came to nothing at each CA, since one became valid.
  Map<DisplayName, Integer> failuresInARow(CertificateId certificate);

  /// Notes a failed attempt.
  ///
  /// @return false if another node moved the order; then nothing is written
  boolean noteFailure(StoredOrder found, String reason, Instant nextAttempt);
}
