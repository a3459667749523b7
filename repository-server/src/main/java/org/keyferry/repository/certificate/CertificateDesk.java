package org.keyferry.repository.certificate;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.keyferry.custody.Origin;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEvent;
import org.keyferry.repository.audit.Caller;
import org.keyferry.repository.custody.KeyDesk;

/// What officers do with certificates.
@ApplicationScoped
@Transactional
public class CertificateDesk {

  private static final Logger LOG = Logger.getLogger(CertificateDesk.class);

  private final Certificates certificates;
  private final CertificateVersions versions;
  private final Policies policies;
  private final KeyDesk keys;
  private final Audit audit;
  private final Caller caller;
  private final Event<CertificateAdded> added;
  private final Supplier<UUID> ids;

  public CertificateDesk(
      Certificates certificates,
      CertificateVersions versions,
      Policies policies,
      KeyDesk keys,
      Audit audit,
      Caller caller,
      Event<CertificateAdded> added,
      Supplier<UUID> ids) {
    this.certificates = certificates;
    this.versions = versions;
    this.policies = policies;
    this.keys = keys;
    this.audit = audit;
    this.caller = caller;
    this.added = added;
    this.ids = ids;
  }

  /// Puts names under management, and has the first version ordered.
  ///
  /// @throws ProblemException REFERENCE_UNKNOWN, IDENTIFIER_REJECTED, NAME_TAKEN
  public Certificate add(
      DisplayName name, SortedSet<Identifier> identifiers, DisplayName policyName) {
    var certificate = adopt(name, identifiers, policyName);
    added.fire(new CertificateAdded(certificate));
    return certificate;
  }

  /// Puts names under management that have a certificate already; nothing is ordered.
  ///
  /// @throws ProblemException REFERENCE_UNKNOWN, IDENTIFIER_REJECTED, NAME_TAKEN
  public Certificate adopt(
      DisplayName name, SortedSet<Identifier> identifiers, DisplayName policyName) {
    var policy =
        policies
            .held(policyName)
            .orElseThrow(() ->
                ProblemException.at(
                    ProblemType.REFERENCE_UNKNOWN,
                    "policy",
                    "no policy has the name " + policyName + ": add it first"));
    requireProvable(identifiers, policy);
    var certificate =
        new Certificate(new CertificateId(ids.get()), name, identifiers, policy.name());
    if (!certificates.add(certificate)) {
      throw ProblemException.at(
          ProblemType.NAME_TAKEN, "name", "another certificate has the name " + name);
    }
    audit.record(
        AuditEvent.of("certificate.added", caller.actor(), certificate.id().toString())
            .with("certificate", certificate.id())
            .with("name", name)
            .with("policy", policyName)
            .with("identifiers", String.join(" ", valuesOf(identifiers))));
    LOG.infof("certificate added certificate=%s name=%s", certificate.id(), name);
    return certificate;
  }

  /// @throws ProblemException NOT_FOUND
  public Certificate find(DisplayName name) {
    return certificates
        .named(name)
        .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "no certificate " + name));
  }

  public List<Certificate> page(Optional<DisplayName> after, int limit) {
    return certificates.page(after, limit);
  }

  public Optional<CertificateVersion> newestVersion(Certificate certificate) {
    return versions.newest(certificate.id());
  }

  /// Newest first.
  ///
  /// @throws ProblemException NOT_FOUND
  public List<CertificateVersion> versionsOf(DisplayName name) {
    return versions.of(find(name).id());
  }

  /// How the key of a version came to be kept.
  public Origin originOf(CertificateVersion version) {
    return keys.originOf(version.key());
  }

  /// Whether its CA has revoked a version, when and why.
  public Optional<CertificateVersions.Revocation> revocationOf(CertificateVersion version) {
    return Optional.ofNullable(versions.revocations(version.certificate()).get(version.version()));
  }

  private static void requireProvable(SortedSet<Identifier> identifiers, Policy policy) {
    identifiers.stream()
        .filter(each -> !policy.challenge().isFor(each))
        .findFirst()
        .ifPresent(unfit -> {
          throw ProblemException.at(
              ProblemType.IDENTIFIER_REJECTED,
              "identifiers",
              Provability.fault(unfit, policy.challenge())
                  + ", as policy "
                  + policy.name()
                  + " has");
        });
  }

  private static List<String> valuesOf(SortedSet<Identifier> identifiers) {
    return identifiers.stream().map(Identifier::value).toList();
  }
}
