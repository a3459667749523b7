package org.keyferry.repository.admin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.keyferry.protocol.bundle.RepositoryId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.agent.IdentityKey;
import org.keyferry.repository.approval.Officer;
import org.keyferry.repository.approval.OfficerDesk;
import org.keyferry.repository.custody.CeremonyMissing;
import org.keyferry.repository.custody.FoundingRecord;
import org.keyferry.repository.custody.FoundingRecord.Founding;
import org.keyferry.repository.custody.RepositoryIdentities;

/// The key ceremony, once the keys are on the token: founds the repository and appoints its first
/// officer. Whoever holds it has the machine and the PIN.
@ApplicationScoped
@Transactional
public class CeremonyDesk {

  private final FoundingRecord founding;
  private final OfficerDesk officers;
  private final RepositoryIdentities identities;
  private final InstantSource clock;
  private final Supplier<UUID> ids;

  public CeremonyDesk(
      FoundingRecord founding,
      OfficerDesk officers,
      RepositoryIdentities identities,
      InstantSource clock,
      Supplier<UUID> ids) {
    this.founding = founding;
    this.officers = officers;
    this.identities = identities;
    this.clock = clock;
    this.ids = ids;
  }

  /// Safe to repeat: a repository is founded once, and an officer appointed only as long as there
  /// is none whose certificate is good.
  ///
  /// @param handOver gets the officer's certificate before anything is written down for good; what
  ///   it throws undoes the appointment
  public Outcome hold(DisplayName officer, IdentityKey key, Consumer<X509Certificate> handOver) {
    var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    var founded =
        founding.write(new Founding(new RepositoryId(ids.get()), identities.rootThumbprint(), now));
    if (!founded.root().equals(identities.rootThumbprint())) {
      throw new CeremonyMissing(
          "The database belongs to a repository with another token: name that token, or another"
              + " database.");
    }
    var present =
        officers.all().stream()
            .filter(each -> each.state() == Officer.State.ACTIVE && each.expires().isAfter(now))
            .map(Officer::name)
            .toList();
    if (!present.isEmpty()) {
      return new Outcome.OfficersPresent(founded.id(), present);
    }
    var certificate = officers.appoint(officer, key);
    handOver.accept(certificate);
    return new Outcome.Appointed(founded.id(), officer, certificate);
  }

  /// What a ceremony came to.
  public sealed interface Outcome {

    record Appointed(RepositoryId repository, DisplayName officer, X509Certificate certificate)
        implements Outcome {}

    /// Nobody was appointed, since these can act.
    record OfficersPresent(RepositoryId repository, List<DisplayName> officers)
        implements Outcome {}
  }
}
