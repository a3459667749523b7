package org.keyferry.repository.issuance;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.issuance.acme.PausesInMemory;

/// Ways to another CA in tests that have no network.
public final class FailOvers {

  private FailOvers() {}

  /// Among CAs that CAA lets issue.
  public static FailOver among(
      List<CertificateAuthority> cas,
      IssuerChoice choice,
      OrderLimits limits,
      LongPauses pauses,
      Patience patience,
      InstantSource clock) {
    return new FailOver(
        choice,
        limits,
        pauses,
        new SomeAuthorities(cas),
        PreChecks.ofNamesAlone(new SlowNameServer()),
        patience,
        clock);
  }

  /// To nowhere.
  static FailOver none(InstantSource clock) {
    var breaker = new CircuitBreaker(new CircuitsInMemory(), new AnyCircuits(), clock);
    var choice = new IssuerChoice(breaker, noPauses(clock), clock);
    return among(
        List.of(),
        choice,
        RealLimits.of(List.of(), clock),
        noPauses(clock),
        AnyPatience.withoutChance(),
        clock);
  }

  /// Of CAs that never want to be left alone.
  static LongPauses noPauses(InstantSource clock) {
    return new LongPauses(new PausesInMemory(), clock);
  }

  /// A certificate that no CA may issue but that of its order.
  static Standings alone() {
    return _ -> new Standing(List.of(), Optional.empty(), Optional.empty());
  }
}
