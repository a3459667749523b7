package org.keyferry.repository.issuance;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.repository.certificate.CertificateVersion;
import org.keyferry.repository.certificate.CertificateVersions;
import org.keyferry.repository.certificate.Certificates;
import org.keyferry.repository.certificate.CondemnedVersions;
import org.keyferry.repository.certificate.HastenedVersions;
import org.keyferry.repository.certificate.Policies;

/// [Standings] by policies, published versions, and what became of them.
@ApplicationScoped
@Transactional
class IssuedStandings implements Standings {

  private final Certificates certificates;
  private final Policies policies;
  private final CertificateVersions versions;
  private final CondemnedVersions condemned;
  private final HastenedVersions hastened;

  IssuedStandings(
      Certificates certificates,
      Policies policies,
      CertificateVersions versions,
      CondemnedVersions condemned,
      HastenedVersions hastened) {
    this.certificates = certificates;
    this.policies = policies;
    this.versions = versions;
    this.condemned = condemned;
    this.hastened = hastened;
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
        policy.issuers(), versions.newest(certificate).map(this::lifeOf), policy.outage());
  }

  private Lifespan lifeOf(CertificateVersion newest) {
    var life = Lifespan.of(newest.chain().leaf());
    var endsAt = hastened.until(newest.certificate()).map(life::until).orElse(life);
    return condemned
        .since(newest.certificate(), newest.version())
        .map(endsAt::until)
        .orElse(endsAt);
  }
}
