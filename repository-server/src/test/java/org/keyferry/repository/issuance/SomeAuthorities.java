package org.keyferry.repository.issuance;

import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.certificate.CertificateAuthorities;
import org.keyferry.repository.certificate.CertificateAuthority;

/// The CAs that a test knows.
public record SomeAuthorities(List<CertificateAuthority> all) implements CertificateAuthorities {

  /// The only CA there is.
  public static SomeAuthorities only(CertificateAuthority ca) {
    return new SomeAuthorities(List.of(ca));
  }

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
