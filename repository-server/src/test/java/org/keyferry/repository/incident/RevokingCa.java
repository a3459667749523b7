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
              if (!method.getName().equals("revoke")) {
                throw new IllegalStateException("not to be asked: " + method.getName());
              }
              revoke(
                  (CertificateAuthority) arguments[0],
                  (X509Certificate) arguments[1],
                  (RevocationReason) arguments[2]);
              return null;
            });
  }

  private void revoke(CertificateAuthority ca, X509Certificate leaf, RevocationReason reason) {
    heard.add(ca.name() + " " + SerialNumber.of(leaf) + " " + reason);
    if (failure.isPresent()) {
      throw failure.get();
    }
  }
}
