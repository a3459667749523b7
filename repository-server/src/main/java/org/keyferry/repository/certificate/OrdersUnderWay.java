package org.keyferry.repository.certificate;

import org.keyferry.protocol.pki.DisplayName;

/// What is being made at this moment. `issuance` knows.
public interface OrdersUnderWay {

  /// How many orders at the CA are not settled.
  long at(DisplayName ca);
}
