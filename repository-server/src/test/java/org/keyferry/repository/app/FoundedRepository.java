package org.keyferry.repository.app;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.admin.CeremonyDesk;
import org.keyferry.repository.admin.CeremonyDesk.Outcome;
import org.keyferry.repository.custody.IdentityProfile;
import org.keyferry.repository.custody.RepositoryIdentities;

/// Holds the key ceremony in a test, before anything else in the repository starts. The officer is
/// called `alice`.
@ApplicationScoped
public class FoundedRepository {

  private final CeremonyDesk ceremony;
  private final RepositoryIdentities identities;
  private final KeyPair key = TestKeys.ecP256();
  private Optional<TestIdentity> alice = Optional.empty();

  FoundedRepository(CeremonyDesk ceremony, RepositoryIdentities identities) {
    this.ceremony = ceremony;
    this.identities = identities;
  }

  void atStart(@Observes @Priority(1) StartupEvent event) {
    var outcome = ceremony.hold(new DisplayName("alice"), TestKeys.proven(key), _ -> {});
    if (outcome instanceof Outcome.Appointed appointed) {
      alice =
          Optional.of(new TestIdentity(key.getPrivate(), List.of(appointed.certificate(), ca())));
    }
  }

  /// The first officer.
  public TestIdentity alice() {
    return alice.orElseThrow();
  }

  /// Key and certificate of somebody who holds a certificate of the officer CA, known or not.
  public TestIdentity officerLike(IdentityProfile profile) {
    var key = TestKeys.ecP256();
    return new TestIdentity(
        key.getPrivate(), List.of(identities.officers().issue(profile, key.getPublic()), ca()));
  }

  /// The same of the agent CA.
  public TestIdentity agentLike(IdentityProfile profile) {
    var key = TestKeys.ecP256();
    return new TestIdentity(
        key.getPrivate(),
        List.of(
            identities.agents().issue(profile, key.getPublic()),
            identities.agents().certificate()));
  }

  /// Alice's key pair, to do with it what she should not.
  KeyPair keyOfAlice() {
    return key;
  }

  public X509Certificate root() {
    return identities.root();
  }

  private X509Certificate ca() {
    return identities.officers().certificate();
  }
}
