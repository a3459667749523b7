package org.keyferry.repository.delivery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keyferry.protocol.bundle.Bundle;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.RepositoryId;
import org.keyferry.protocol.bundle.SealedKey;
import org.keyferry.protocol.bundle.StatementWriter;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.agent.Agent;
import org.keyferry.repository.agent.Agents;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEvent;
import org.keyferry.repository.certificate.Certificate;
import org.keyferry.repository.certificate.CertificateVersion;
import org.keyferry.repository.certificate.CertificateVersions;
import org.keyferry.repository.certificate.Certificates;
import org.keyferry.repository.custody.KeyDesk;
import org.keyferry.repository.custody.RepositoryIdentities;

/// Makes the bundles of a version.
///
/// Stateless and idempotent: what is sealed is not sealed again, so it may be called as often as
/// anybody likes, on any replica.
@ApplicationScoped
public class BundleSealer {

  private static final Logger LOG = Logger.getLogger(BundleSealer.class);
  private static final int AT_ONCE = 10; // the HSM works while the transaction waits

  private final SealedBundles bundles;
  private final Agents agents;
  private final Certificates certificates;
  private final CertificateVersions versions;
  private final KeyDesk keys;
  private final RepositoryIdentities identities;
  private final RepositoryId repository;
  private final Audit audit;
  private final InstantSource clock;

  public BundleSealer(
      SealedBundles bundles,
      Agents agents,
      Certificates certificates,
      CertificateVersions versions,
      KeyDesk keys,
      RepositoryIdentities identities,
      RepositoryId repository,
      Audit audit,
      InstantSource clock) {
    this.bundles = bundles;
    this.agents = agents;
    this.certificates = certificates;
    this.versions = versions;
    this.keys = keys;
    this.identities = identities;
    this.repository = repository;
    this.audit = audit;
    this.clock = clock;
  }

  /// Seals the newest version of a certificate to enrolled agents that have a grant and no bundle
  /// of it; at most to a hundred, with one unwrapping of the key.
  ///
  /// @return whether there may be more to do
  @Transactional
  public boolean seal(CertificateId id) {
    bundles.hold(id);
    var certificate = certificates.find(id);
    var newest = versions.newest(id);
    return certificate.isPresent()
        && newest.isPresent()
        && seal(certificate.get(), newest.get(), recipientsOf(newest.get()));
  }

  private List<Agent> recipientsOf(CertificateVersion version) {
    return bundles.lacking(version.certificate(), version.version()).stream()
        .map(agents::find)
        .flatMap(Optional::stream)
        .filter(agent -> agent.state() == Agent.State.ENROLLED)
        .limit(AT_ONCE)
        .toList();
  }

  private boolean seal(
      Certificate certificate, CertificateVersion version, List<Agent> recipients) {
    if (recipients.isEmpty()) {
      return false;
    }
    var leafKey = Thumbprint.of(version.chain().leaf().getPublicKey().getEncoded());
    var sealed =
        keys.seal(
            version.key(),
            leafKey,
            recipients.stream().map(agent -> rsaKeyOf(agent.sealingKey())).toList());
    var writer = new StatementWriter(identities.signer());
    var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    for (var i = 0; i < recipients.size(); i++) {
      var agent = recipients.get(i);
      var statement =
          writer.write(bundleOf(certificate, version, agent, sealed.get(i), leafKey, now));
      keep(
          new SealedBundle(
              agent.id(),
              agent.enrollment(),
              certificate.id(),
              certificate.name(),
              version.version(),
              statement,
              Thumbprint.of(statement),
              now));
    }
    LOG.infof(
        "bundles sealed certificate=%s version=%s agents=%d",
        certificate.name(), version.version(), recipients.size());
    return recipients.size() == AT_ONCE;
  }

  private void keep(SealedBundle bundle) {
    if (bundles.keep(bundle)) {
      audit.record(
          AuditEvent.of("bundle.sealed", Actor.repository(), bundle.name().value())
              .with("agent", bundle.agent())
              .with("certificate", bundle.certificate())
              .with("version", bundle.version())
              .with("bundle", bundle.thumbprint()));
    }
  }

  private Bundle bundleOf(
      Certificate certificate,
      CertificateVersion version,
      Agent agent,
      SealedKey key,
      Thumbprint leafKey,
      Instant now) {
    return new Bundle(
        repository,
        agent.id(),
        certificate.id(),
        certificate.name(),
        version.version(),
        now,
        version.chain().leaf().getNotAfter().toInstant(),
        version.chain(),
        leafKey,
        key);
  }

  private static RSAPublicKey rsaKeyOf(Bytes subjectPublicKeyInfo) {
    try {
      return (RSAPublicKey)
          KeyFactory.getInstance("RSA")
              .generatePublic(new X509EncodedKeySpec(subjectPublicKeyInfo.toArray()));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("sealing keys are checked at enrollment", impossible);
    }
  }
}
