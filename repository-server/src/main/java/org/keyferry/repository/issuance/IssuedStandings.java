package org.keyferry.repository.issuance;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.repository.certificate.CertificateVersions;
import org.keyferry.repository.certificate.Certificates;
import org.keyferry.repository.certificate.Policies;

/// [Standings] by policies and published versions.
@ApplicationScoped
@Transactional
class IssuedStandings implements Standings {

  private final Certificates certificates;
  private final Policies policies;
  private final CertificateVersions versions;

  IssuedStandings(Certificates certificates, Policies policies, CertificateVersions versions) {
    this.certificates = certificates;
    this.policies = policies;
    this.versions = versions;
  }

  @Override
  public Standing of(CertificateId certificate) {
    var policy =
        certificates
            .find(certificate)
            .flatMap(found -> policies.named(found.policy()))
            .orElseThrow(
                () -> new IllegalStateException("orders are outlived by what they are for"));
    return new Standing(
        policy.issuers(),
        versions.newest(certificate).map(newest -> Lifespan.of(newest.chain().leaf())),
        policy.outage());
  }
}
