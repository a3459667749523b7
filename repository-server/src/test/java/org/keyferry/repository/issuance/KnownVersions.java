package org.keyferry.repository.issuance;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.repository.certificate.CertificateVersion;
import org.keyferry.repository.certificate.CertificateVersions;

/// Versions in the memory of a test.
public final class KnownVersions implements CertificateVersions {

  public final List<CertificateVersion> published = new ArrayList<>();
  private final Map<CertificateId, Map<Version, Revocation>> revoked = new HashMap<>();

  @Override
  public Optional<CertificateVersion> newest(CertificateId certificate) {
    return of(certificate).stream().findFirst();
  }

  @Override
  public Optional<CertificateVersion> find(CertificateId certificate, Version version) {
    return of(certificate).stream().filter(each -> each.version().equals(version)).findFirst();
  }

  @Override
  public List<CertificateVersion> of(CertificateId certificate) {
    return published.reversed().stream()
        .filter(each -> each.certificate().equals(certificate))
        .toList();
  }

  @Override
  public boolean knows(X500Principal issuer, SerialNumber serial) {
    return published.stream()
        .map(each -> each.chain().leaf())
        .anyMatch(leaf ->
            leaf.getIssuerX500Principal().equals(issuer) && SerialNumber.of(leaf).equals(serial));
  }

  @Override
  public boolean publish(CertificateVersion version) {
    return published.add(version);
  }

  @Override
  public void revoked(
      CertificateId certificate, Version version, RevocationReason reason, Instant at) {
    revoked
        .computeIfAbsent(certificate, _ -> new HashMap<>())
        .putIfAbsent(version, new Revocation(reason, at));
  }

  @Override
  public Map<Version, Revocation> revocations(CertificateId certificate) {
    return revoked.getOrDefault(certificate, Map.of());
  }
}
