package org.keyferry.repository.issuance;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.transaction.Transactional;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.keyferry.custody.CustodyFailure;
import org.keyferry.custody.KeyRecord;
import org.keyferry.custody.Origin;
import org.keyferry.custody.TransportKey;
import org.keyferry.protocol.bundle.SealedKey;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEvent;
import org.keyferry.repository.audit.Caller;
import org.keyferry.repository.certificate.Certificate;
import org.keyferry.repository.certificate.CertificateDesk;
import org.keyferry.repository.certificate.CertificateVersion;
import org.keyferry.repository.certificate.CertificateVersions;
import org.keyferry.repository.certificate.Certificates;
import org.keyferry.repository.certificate.Policies;
import org.keyferry.repository.certificate.Policy;
import org.keyferry.repository.certificate.Validity;
import org.keyferry.repository.custody.KeyDesk;
import org.keyferry.repository.custody.KeyReference;

/// Brings certificates under management that exist already, with the keys that they have.
///
/// All of an import is one transaction, the work of the HSM (some milliseconds) included: nothing
/// of it is seen before all of it holds. It keeps the certificate from being ordered meanwhile.
@ApplicationScoped
@Transactional
public class ImportDesk {

  private static final Logger LOG = Logger.getLogger(ImportDesk.class);

  private final CertificateDesk desk;
  private final Certificates certificates;
  private final CertificateVersions versions;
  private final Policies policies;
  private final Orders orders;
  private final KeyDesk keys;
  private final ImportInspection inspection;
  private final Audit audit;
  private final Caller caller;
  private final Event<VersionImported> imported;
  private final InstantSource clock;

  public ImportDesk(
      CertificateDesk desk,
      Certificates certificates,
      CertificateVersions versions,
      Policies policies,
      Orders orders,
      KeyDesk keys,
      ImportInspection inspection,
      Audit audit,
      Caller caller,
      Event<VersionImported> imported,
      InstantSource clock) {
    this.desk = desk;
    this.certificates = certificates;
    this.versions = versions;
    this.policies = policies;
    this.orders = orders;
    this.keys = keys;
    this.inspection = inspection;
    this.audit = audit;
    this.caller = caller;
    this.imported = imported;
    this.clock = clock;
  }

  /// The key to which the keys are sealed.
  ///
  /// @throws ProblemException STATE_CONFLICT if the HSM takes in no keys, saying why
  public TransportKey transportKey() {
    try {
      return keys.transportKey();
    } catch (CustodyFailure.ImportUnavailable unavailable) {
      throw new ProblemException(ProblemType.STATE_CONFLICT, sentence(unavailable));
    }
  }

  /// Publishes a certificate with its key as the newest version, under a certificate that exists or
  /// is added for its names.
  ///
  /// @param policy by which it will be renewed; empty: that of the certificate that exists
  /// @param key sealed to [#transportKey]
  /// @throws ProblemException VALUE_REJECTED, IDENTIFIER_REJECTED, REFERENCE_UNKNOWN; KEY_KNOWN if
  ///   key or certificate are here already; STATE_CONFLICT if an order is under way, or the HSM
  ///   takes in no keys
  public Import take(
      DisplayName name, Optional<DisplayName> policy, CertificateChain chain, SealedKey key) {
    var publicKey = Bytes.of(chain.leaf().getPublicKey().getEncoded());
    refuseKnown(chain.leaf(), publicKey);
    var certificate = certificateFor(name, policy, chain.leaf());
    var spec = specOf(certificate);
    refuseWhileOrdered(certificate);
    var remarks = inspected(chain, spec, policyOf(certificate));
    var now = clock.instant();
    var origin = new Origin.Imported(caller.actor().value(), now);
    var version = publish(chain, spec, receive(key, publicKey, spec, origin), now);
    record(version, certificate, remarks);
    imported.fire(new VersionImported(version));
    LOG.infof(
        "certificate imported certificate=%s version=%s by=%s",
        name, version.version(), origin.by());
    return new Import(certificate, version, remarks);
  }

  private void refuseKnown(X509Certificate leaf, Bytes publicKey) {
    keys.ofPublicKey(publicKey)
        .ifPresent(known -> {
          throw new ProblemException(
              ProblemType.KEY_KNOWN, "the repository keeps this key already, " + placeOf(known));
        });
    var number = leaf.getSerialNumber();
    if (SerialNumber.isFit(number)
        && versions.knows(leaf.getIssuerX500Principal(), SerialNumber.of(number))) {
      throw new ProblemException(
          ProblemType.KEY_KNOWN,
          "the certificate with the serial number " + SerialNumber.of(number) + " is here already");
    }
  }

  private String placeOf(KeyRecord known) {
    return certificates
        .find(known.certificate())
        .map(owner -> "as version " + known.version() + " of certificate " + owner.name())
        .orElse("as that of an order that came to nothing");
  }

  private Certificate certificateFor(
      DisplayName name, Optional<DisplayName> policy, X509Certificate leaf) {
    var found = certificates.named(name);
    if (found.isEmpty()) {
      return desk.adopt(name, identifiersOf(leaf), policy.orElseThrow(ImportDesk::policyMissing));
    }
    policy
        .filter(each -> !each.equals(found.get().policy()))
        .ifPresent(other -> {
          throw ProblemException.at(
              ProblemType.VALUE_REJECTED,
              "policy",
              "certificate "
                  + name
                  + " exists, and has policy "
                  + found.get().policy()
                  + ": leave the policy out, or import under another name");
        });
    return found.get();
  }

  private static ProblemException policyMissing() {
    return ProblemException.at(
        ProblemType.VALUE_REJECTED,
        "policy",
        "there is no certificate of that name yet: name the policy by which it is renewed");
  }

  /// Allots the version first. That lets nobody else plan an order until this transaction ends, so
  /// that what is seen next stays true.
  private CertificateSpec specOf(Certificate certificate) {
    var policy = policyOf(certificate);
    return new CertificateSpec(
        certificate.id(),
        certificates.allotVersion(certificate.id()),
        certificate.identifiers(),
        policy.first(),
        policy.keyType(),
        policy.challenge(),
        Validity.any(),
        Optional.empty(),
        Set.of(),
        Optional.empty());
  }

  private void refuseWhileOrdered(Certificate certificate) {
    if (!orders.underWay(List.of(certificate.id())).isEmpty()) {
      throw new ProblemException(
          ProblemType.STATE_CONFLICT,
          "an order for certificate "
              + certificate.name()
              + " is under way, and will bring a newer one: wait for it");
    }
  }

  private List<String> inspected(CertificateChain chain, CertificateSpec spec, Policy policy) {
    return switch (inspection.inspect(chain, spec, policy)) {
      case ImportInspection.Finding.Accepted(var remarks) -> remarks;
      case ImportInspection.Finding.Refused(var verdict) ->
          throw ProblemException.at(
              ProblemType.VALUE_REJECTED,
              "chain",
              "the repository does not publish this certificate: "
                  + verdict.fault().sentence()
                  + " ("
                  + verdict.detail()
                  + ")");
    };
  }

  private CertificateVersion publish(
      CertificateChain chain, CertificateSpec spec, KeyReference key, Instant now) {
    var version = new CertificateVersion(spec.certificate(), spec.version(), chain, key, now);
    if (!versions.publish(version)) {
      throw new IllegalStateException("version " + spec.version() + " was allotted just now");
    }
    return version;
  }

  private KeyReference receive(
      SealedKey key, Bytes publicKey, CertificateSpec spec, Origin.Imported origin) {
    try {
      return keys.receive(key, publicKey, spec.certificate(), spec.version(), origin);
    } catch (CustodyFailure.KeyRefused refused) {
      throw ProblemException.at(ProblemType.VALUE_REJECTED, "key", sentence(refused));
    } catch (CustodyFailure.ImportUnavailable unavailable) {
      throw new ProblemException(ProblemType.STATE_CONFLICT, sentence(unavailable));
    }
  }

  private void record(CertificateVersion version, Certificate certificate, List<String> remarks) {
    var leaf = version.chain().leaf();
    audit.record(
        AuditEvent.of("certificate.imported", caller.actor(), certificate.id().toString())
            .with("certificate", certificate.id())
            .with("name", certificate.name())
            .with("version", version.version())
            .with("serial", SerialNumber.of(leaf))
            .with("subject-public-key", version.chain().subjectPublicKey())
            .with("issuer", leaf.getIssuerX500Principal().getName())
            .with("remarks", String.join(" ", remarks)));
  }

  /// Those that are neither are left to the inspection, which refuses them.
  private static SortedSet<Identifier> identifiersOf(X509Certificate leaf) {
    var identifiers = new TreeSet<Identifier>();
    for (var each : AlternativeName.of(leaf)) {
      switch (each) {
        case AlternativeName.Dns(var name) -> identifiers.add(identifierOf(name));
        case AlternativeName.Address(var address) -> identifiers.add(address);
        case AlternativeName.Other _ -> {}
      }
    }
    if (identifiers.isEmpty() || identifiers.size() > Certificate.MOST_IDENTIFIERS) {
      throw ProblemException.at(
          ProblemType.VALUE_REJECTED,
          "chain",
          "a certificate has 1 to "
              + Certificate.MOST_IDENTIFIERS
              + " DNS names and IP addresses among its subject alternative names, and this one has "
              + identifiers.size());
    }
    return identifiers;
  }

  private static DnsName identifierOf(String name) {
    try {
      return new DnsName(name);
    } catch (IllegalArgumentException rejected) {
      throw ProblemException.at(
          ProblemType.IDENTIFIER_REJECTED,
          "chain",
          "the name '" + Printable.of(name) + "' in the leaf: " + rejected.getMessage());
    }
  }

  private Policy policyOf(Certificate certificate) {
    return policies
        .named(certificate.policy())
        .orElseThrow(() -> new IllegalStateException("certificates outlive their policy"));
  }

  private static String sentence(RuntimeException failure) {
    return String.valueOf(failure.getMessage());
  }

  /// What was imported.
  ///
  /// @param remarks what an officer should know about it
  public record Import(Certificate certificate, CertificateVersion version, List<String> remarks) {}
}
