package org.keyferry.repository.incident;

import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.repository.issuance.OrderId;

/// What the limits of CAs mean for many orders at once.
public interface OrderBudgets {

  /// @return what an officer should know before all of these are ordered anew, a sentence for each
  ///   CA
  List<String> sentencesOn(Terms terms, List<CertificateId> certificates);

  /// What there is now, for one round of orders.
  Budget open(Terms terms);

  /// Counts along what is ordered from it; nothing is taken from the CA's limits by that.
  interface Budget {

    /// An order that was begun comes first. If its turn is now and it sleeps on, it is woken.
    void keep(OrderId order);

    /// Whether a certificate can be ordered now, beside all that were before.
    ///
    /// @return what it would wait for; empty if it can
    Optional<String> spend(CertificateId certificate);
  }
}
