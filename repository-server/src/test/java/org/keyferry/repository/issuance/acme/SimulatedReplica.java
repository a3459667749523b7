package org.keyferry.repository.issuance.acme;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Optional;
import java.util.function.Supplier;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.issuance.AcmeFailure;
import org.keyferry.repository.issuance.AcmePauses;

/// The way of one replica to CAs that are simulated. Its pauses are the real ones, asked and told
/// as [Acme4jAuthority] and [HeedfulConnection] do it.
public final class SimulatedReplica {

  private final Pauses pauses;

  /// @param shared by all replicas
  public SimulatedReplica(AcmePauses shared, InstantSource clock) {
    pauses = Replica.pauses(shared, new AnyAcmeConfig(), clock);
  }

  /// Asks about an order.
  ///
  /// @return when the CA wants to be asked again, if it said so
  /// @throws AcmeFailure.Paused if the CA must not be asked now
  /// @throws AcmeFailure.Unavailable if it does not do what it is asked
  public Optional<Instant> ask(
      CertificateAuthority ca, Collection<Identifier> names, Supplier<SimulatedAnswer> question) {
    var subject = Pauses.Subject.of(names);
    pauses.requireOpen(ca, subject);
    pauses.requireOpen(ca);
    var answer = question.get();
    pauses.heed(ca, answer);
    if (answer.statusCode() == 429) {
      var until = pauses.wantedBy(answer);
      pauses.limit(ca, subject, until);
      throw new AcmeFailure.Unavailable("rateLimited", until, true, new Exception());
    }
    return afterwards(answer);
  }

  /// Asks about something else, as above.
  public Optional<Instant> ask(CertificateAuthority ca, Supplier<SimulatedAnswer> question) {
    pauses.requireOpen(ca);
    var answer = question.get();
    pauses.heed(ca, answer);
    return afterwards(answer);
  }

  /// A busy CA that names no time has not answered.
  private Optional<Instant> afterwards(SimulatedAnswer answer) {
    if (answer.statusCode() == 503) {
      throw new AcmeFailure.Unavailable("HTTP 503", Optional.empty(), new Exception());
    }
    return pauses.wantedBy(answer);
  }
}
