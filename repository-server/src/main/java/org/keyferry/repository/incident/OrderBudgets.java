package org.keyferry.repository.incident;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.repository.issuance.OrderId;

/// What the limits of CAs mean for many orders at once. Not to be called in a transaction.
public interface OrderBudgets {

  /// @return what an officer should know before all of these are ordered anew, a sentence for each
  ///   CA
  List<String> sentencesOn(Terms terms, List<CertificateId> certificates);

  /// What there is now, for one round of orders.
  ///
  /// @param begun orders that come first, as far as they are not placed yet. Those that sleep
  ///   though nothing holds them any more are woken
  Budget open(Terms terms, Collection<OrderId> begun);

  /// Counts along what is ordered from it; nothing is taken from the CA's limits by that.
  interface Budget {

    /// The first of these that can go on now, beside all that were before. What somebody replaced
    /// or ordered meanwhile always can.
    ///
    /// @param most how many
    Set<CertificateId> affords(List<Replacement.Subject> subjects, int most);
  }
}
