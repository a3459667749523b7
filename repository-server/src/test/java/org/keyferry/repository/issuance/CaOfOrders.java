package org.keyferry.repository.issuance;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.custody.KeyReference;

/// A CA that knows of orders alone.
abstract class CaOfOrders implements AcmeAuthority {

  @Override
  public Optional<RenewalInformation> renewalInformation(
      CertificateAuthority ca, X509Certificate leaf) {
    return Optional.empty();
  }

  @Override
  public void revokeByKey(
      CertificateAuthority ca, X509Certificate leaf, RevocationReason reason, KeyReference key) {
    throw new AssertionError("nobody asks that of an order");
  }

  @Override
  public void revoke(CertificateAuthority ca, X509Certificate leaf, RevocationReason reason) {
    throw new AssertionError("nobody asks that of an order");
  }

  @Override
  public Optional<URI> termsOfService(CertificateAuthority ca) {
    return Optional.empty();
  }

  @Override
  public void agreeToTerms(CertificateAuthority ca) {
    throw new AssertionError("nobody asks that of an order");
  }

  @Override
  public void changeAccountKey(CertificateAuthority ca) {
    throw new AssertionError("nobody asks that of an order");
  }

  @Override
  public void deactivateAccount(CertificateAuthority ca) {
    throw new AssertionError("nobody asks that of an order");
  }
}
