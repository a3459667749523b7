package org.keyferry.repository.app;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.admin.CeremonyDesk;
import org.keyferry.repository.admin.CeremonyDesk.Outcome;
import org.keyferry.repository.custody.RepositoryIdentities;

/// Holds the key ceremony in a test, before anything else in the repository starts. The officer is
/// called `alice`.
@ApplicationScoped
public class FoundedRepository {

  private final CeremonyDesk ceremony;
  private final RepositoryIdentities identities;
  private Optional<TestIdentity> alice = Optional.empty();

  FoundedRepository(CeremonyDesk ceremony, RepositoryIdentities identities) {
    this.ceremony = ceremony;
    this.identities = identities;
  }

  void atStart(@Observes @Priority(1) StartupEvent event) {
    var key = TestKeys.ecP256();
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

  public X509Certificate root() {
    return identities.root();
  }

  private X509Certificate ca() {
    return identities.officers().certificate();
  }
}
