package org.keyferry.repository.incident;

import org.keyferry.protocol.pki.DisplayName;

/// What the limits of CAs mean for many orders at once.
public interface OrderBudgets {

  /// @return what an officer should know before so many orders go to the CA
  String sentenceOn(DisplayName ca, int orders);
}
