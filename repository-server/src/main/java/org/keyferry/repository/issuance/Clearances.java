package org.keyferry.repository.issuance;

import java.time.Instant;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;

/// Says whether orders may go on. Not to be called in a transaction.
public interface Clearances {

  /// Before a step. If nothing hinders it, the tokens that it needs are taken.
  ///
  /// @return what comes of the attempt instead of the step; empty if the step may be taken
  Optional<Step> hindrance(Order order);

  /// After a step: what came of it. Tokens that it did not use are given back.
  void note(Order order, Step step);

  /// Before when a CA is not asked again.
  Optional<Instant> notBefore(DisplayName ca);
}
