package org.keyferry.repository.incident;

import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.repository.issuance.OrderId;

/// A CA that takes as many orders as the test lets it.
final class RationedBudgets implements OrderBudgets {

  int left = Integer.MAX_VALUE;

  @Override
  public List<String> sentencesOn(Terms terms, List<CertificateId> certificates) {
    throw new IllegalStateException("nobody asks");
  }

  @Override
  public Budget open(Terms terms) {
    return new Ration();
  }

  private final class Ration implements Budget {

    @Override
    public void keep(OrderId order) {}

    @Override
    public Optional<String> spend(CertificateId certificate) {
      if (left == 0) {
        return Optional.of("the limit of the CA is used up");
      }
      left--;
      return Optional.empty();
    }
  }
}
