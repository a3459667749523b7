package org.keyferry.repository.incident;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.repository.issuance.OrderId;

/// A CA that takes as many orders as the test lets it, and some certificates not at all.
final class RationedBudgets implements OrderBudgets {

  final Set<CertificateId> withoutToken = new HashSet<>();
  int left = Integer.MAX_VALUE;

  @Override
  public List<String> sentencesOn(Terms terms, List<CertificateId> certificates) {
    throw new IllegalStateException("nobody asks");
  }

  @Override
  public Budget open(Terms terms, Collection<OrderId> begun) {
    return new Ration();
  }

  private final class Ration implements Budget {

    @Override
    public Set<CertificateId> affords(List<Replacement.Subject> subjects, int most) {
      var going = new LinkedHashSet<CertificateId>();
      for (var each : subjects) {
        var certificate = each.certificate();
        if (going.size() < most && left > 0 && !withoutToken.contains(certificate)) {
          left--;
          going.add(certificate);
        }
      }
      return going;
    }
  }
}
