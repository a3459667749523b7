package org.keyferry.repository.incident;

import java.lang.reflect.Proxy;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.issuance.AcmeAuthority;
import org.keyferry.repository.issuance.AcmeFailure;

/// A CA that revokes, or fails as the test tells it, and remembers what it was asked.
final class RevokingCa {

  final List<String> heard = new ArrayList<>();
  private Optional<AcmeFailure> failure = Optional.empty();
  private Optional<AcmeFailure> accountFailure = Optional.empty();

  void fails(AcmeFailure with) {
    failure = Optional.of(with);
  }

  void isWell() {
    failure = Optional.empty();
  }

  /// Nothing else is asked of it.
  AcmeAuthority asPort() {
    return (AcmeAuthority)
        Proxy.newProxyInstance(
            AcmeAuthority.class.getClassLoader(),
            new Class<?>[] {AcmeAuthority.class},
            (_, method, arguments) -> {
              var by =
                  switch (method.getName()) {
                    case "revoke" -> "";
                    case "revokeByKey" -> " by its key";
                    default -> throw new IllegalStateException("not to be asked: " + method);
                  };
              revoke(
                  (CertificateAuthority) arguments[0],
                  (X509Certificate) arguments[1],
                  (RevocationReason) arguments[2],
                  by);
              return null;
            });
  }

  /// Knows no account.
  void knowsOnlyKeys() {
    accountFailure = Optional.of(new AcmeFailure.Refused("unauthorized", new Throwable()));
  }

  private void revoke(
      CertificateAuthority ca, X509Certificate leaf, RevocationReason reason, String by) {
    heard.add(ca.name() + " " + SerialNumber.of(leaf) + " " + reason + by);
    if (by.isEmpty() && accountFailure.isPresent()) {
      throw accountFailure.get();
    }
    if (failure.isPresent()) {
      throw failure.get();
    }
  }
}
