package org.keyferry.repository.delivery;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.RepositoryId;
import org.keyferry.protocol.bundle.StatementReader;
import org.keyferry.protocol.bundle.TrustedRepository;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.repository.agent.Agent;
import org.keyferry.repository.agent.Agents;
import org.keyferry.repository.app.FoundedRepository;
import org.keyferry.repository.app.TestIdentity;
import org.keyferry.repository.app.TestKeys;
import org.keyferry.repository.certificate.Certificate;
import org.keyferry.repository.certificate.CertificateAuthorities;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.certificate.CertificateVersion;
import org.keyferry.repository.certificate.CertificateVersions;
import org.keyferry.repository.certificate.Certificates;
import org.keyferry.repository.certificate.ChallengeType;
import org.keyferry.repository.certificate.Custody;
import org.keyferry.repository.certificate.Policies;
import org.keyferry.repository.certificate.Policy;
import org.keyferry.repository.certificate.Validity;
import org.keyferry.repository.custody.IdentityProfile;
import org.keyferry.repository.custody.KeyDesk;
import org.keyferry.repository.custody.KeyRecords;
import org.keyferry.repository.custody.RepositoryIdentities;
import org.keyferry.testkit.FixtureCa;

/// Hosts that were enrolled, and certificates that were issued, for tests of what comes after.
@ApplicationScoped
public class TestFleet {

  /// All hosts have the same, since it takes long to make.
  static final KeyPair SEALING_KEY = TestKeys.rsa(3072);

  private final FoundedRepository repository;
  private final RepositoryIdentities identities;
  private final RepositoryId id;
  private final Agents agents;
  private final CertificateAuthorities cas;
  private final Policies policies;
  private final Certificates certificates;
  private final CertificateVersions versions;
  private final KeyDesk keys;
  private final KeyRecords records;
  private final InstantSource clock;
  private final Supplier<UUID> ids;

  TestFleet(
      FoundedRepository repository,
      RepositoryIdentities identities,
      RepositoryId id,
      Agents agents,
      CertificateAuthorities cas,
      Policies policies,
      Certificates certificates,
      CertificateVersions versions,
      KeyDesk keys,
      KeyRecords records,
      InstantSource clock,
      Supplier<UUID> ids) {
    this.repository = repository;
    this.identities = identities;
    this.id = id;
    this.agents = agents;
    this.cas = cas;
    this.policies = policies;
    this.certificates = certificates;
    this.versions = versions;
    this.keys = keys;
    this.records = records;
    this.clock = clock;
    this.ids = ids;
  }

  public Host enroll(String name) {
    var agent = new AgentId(ids.get());
    var identity = repository.agentLike(IdentityProfile.agent(agent));
    var now = clock.instant();
    QuarkusTransaction.requiringNew()
        .run(() ->
            agents.add(
                new Agent(
                    agent,
                    new DisplayName(name),
                    Agent.State.ENROLLED,
                    1,
                    Bytes.of(SEALING_KEY.getPublic().getEncoded()),
                    now,
                    now.plus(Duration.ofDays(7)),
                    RepositoryIdentities.thumbprintOf(identity.certificate()),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty())));
    return new Host(agent, new DisplayName(name), identity);
  }

  /// The same host with its next identity, which it has not used yet.
  Host renew(Host host) {
    var identity = repository.agentLike(IdentityProfile.agent(host.id()));
    QuarkusTransaction.requiringNew()
        .run(() ->
            agents.renewIdentity(
                host.id(),
                RepositoryIdentities.thumbprintOf(host.identity().certificate()),
                RepositoryIdentities.thumbprintOf(identity.certificate()),
                clock.instant().plus(Duration.ofDays(7)),
                clock.instant()));
    return new Host(host.id(), host.name(), identity);
  }

  public Certificate addCertificate(String name) {
    var ca = new DisplayName("fixture");
    var policy = new DisplayName("fixture");
    var certificate =
        new Certificate(new CertificateId(ids.get()), new DisplayName(name), namesOf(name), policy);
    QuarkusTransaction.requiringNew()
        .run(() -> {
          cas.add(
              new CertificateAuthority(
                  ca, URI.create("https://ca.invalid/dir"), List.of(), List.of(), List.of()));
          policies.add(
              new Policy(
                  policy,
                  List.of(new Policy.Issuer(ca, Optional.empty())),
                  KeyType.EC_P256,
                  Validity.any(),
                  Optional.empty(),
                  Optional.empty(),
                  ChallengeType.HTTP_01,
                  Optional.empty(),
                  Set.of(),
                  Custody.SEALED));
          certificates.add(certificate);
        });
    return certificate;
  }

  public CertificateVersion publish(Certificate certificate) {
    var number =
        QuarkusTransaction.requiringNew().call(() -> certificates.allotVersion(certificate.id()));
    var key = keys.generate(KeyType.EC_P256, certificate.id(), number);
    var spki = records.find(key).orElseThrow().subjectPublicKeyInfo();
    var now = clock.instant();
    var chain =
        FixtureCa.at(now).issue(publicKeyOf(spki), certificate.identifiers().first().value());
    var version = new CertificateVersion(certificate.id(), number, chain, key, now);
    QuarkusTransaction.requiringNew().run(() -> versions.publish(version));
    return version;
  }

  /// Reads statements as the host does.
  StatementReader readerOf(Host host) {
    var signer = (ECPublicKey) identities.signingKeys().getFirst();
    return new StatementReader(
        new TrustedRepository(id, Map.of(identities.signer().keyId(), signer)),
        host.id(),
        clock,
        StatementReader.CLOCK_TOLERANCE);
  }

  private static SortedSet<Identifier> namesOf(String name) {
    return new TreeSet<>(List.of(new DnsName(name + ".example.test")));
  }

  private static PublicKey publicKeyOf(Bytes subjectPublicKeyInfo) {
    try {
      return KeyFactory.getInstance("EC")
          .generatePublic(new X509EncodedKeySpec(subjectPublicKeyInfo.toArray()));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public record Host(AgentId id, DisplayName name, TestIdentity identity) {}
}
