package org.keyferry.repository.issuance;

import java.time.InstantSource;
import java.util.List;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.issuance.store.BucketsInMemory;

/// The limits of some CAs, as the repository keeps them, in the memory of a test.
public final class RealLimits {

  private RealLimits() {}

  public static OrderLimits of(List<CertificateAuthority> cas, InstantSource clock) {
    return new OrderLimits(new SomeAuthorities(cas), new BucketsInMemory(clock));
  }
}
