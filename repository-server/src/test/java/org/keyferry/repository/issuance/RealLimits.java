package org.keyferry.repository.issuance;

import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.certificate.CertificateAuthorities;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.issuance.store.BucketsInMemory;

/// The limits of some CAs, as the repository keeps them, in the memory of a test.
public final class RealLimits {

  private RealLimits() {}

  public static OrderLimits of(List<CertificateAuthority> cas, InstantSource clock) {
    return new OrderLimits(new SomeAuthorities(cas), new BucketsInMemory(clock));
  }

  private record SomeAuthorities(List<CertificateAuthority> all) implements CertificateAuthorities {

    @Override
    public Optional<CertificateAuthority> named(DisplayName name) {
      return all.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    @Override
    public Optional<CertificateAuthority> held(DisplayName name) {
      return named(name);
    }

    @Override
    public Optional<CertificateAuthority> taken(DisplayName name) {
      return named(name);
    }

    @Override
    public List<CertificateAuthority> page(Optional<DisplayName> after, int limit) {
      return all;
    }

    @Override
    public boolean add(CertificateAuthority another) {
      return false;
    }

    @Override
    public boolean replace(CertificateAuthority another) {
      return false;
    }

    @Override
    public boolean remove(DisplayName name) {
      return false;
    }
  }
}
