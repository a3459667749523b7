package org.keyferry.repository.notice;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.keyferry.custody.CustodyFailure;
import org.keyferry.repository.custody.RepositoryIdentities;

/// Certificates of the repository itself that expire soon: the server's, which should have been
/// renewed by itself, and those of its CAs, which last for 20 years.
@ApplicationScoped
class ExpiringRepository implements ConditionSource {

  private final RepositoryIdentities identities;
  private final NoticeConfig config;
  private final AtomicReference<Optional<X509Certificate>> server =
      new AtomicReference<>(Optional.empty());

  ExpiringRepository(RepositoryIdentities identities, NoticeConfig config) {
    this.identities = identities;
    this.config = config;
  }

  @Override
  public List<Condition> find(Instant now) {
    return Stream.concat(
            server().stream()
                .map(each ->
                    conditionOf(
                        "server TLS",
                        each,
                        config.serverExpiry(),
                        "it should have renewed itself; the server's log says why not")),
            Stream.of(
                authority("root", identities.root()),
                authority("agent CA", identities.agents().certificate()),
                authority("officer CA", identities.officers().certificate())))
        .filter(each -> !each.since().isAfter(now))
        .toList();
  }

  /// While the token is away, what it said last: its own health tells of that.
  private Optional<X509Certificate> server() {
    try {
      server.set(Optional.of(identities.server().certificate()));
    } catch (CustodyFailure _) {
      // what was read last counts
    }
    return server.get();
  }

  private Condition authority(String name, X509Certificate certificate) {
    return conditionOf(
        name,
        certificate,
        config.authorityExpiry(),
        "what it issued ends with it: found a new repository in time, and let hosts and officers"
            + " come over");
  }

  private static Condition conditionOf(
      String subject, X509Certificate certificate, Duration warning, String whatToDo) {
    var end = certificate.getNotAfter().toInstant();
    return new Condition(
        Condition.Kind.REPOSITORY_EXPIRING,
        subject,
        end.minus(warning),
        "the repository's certificate '" + subject + "' expires at " + end + ": " + whatToDo);
  }
}
