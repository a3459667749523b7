package org.keyferry.repository.app;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jboss.logging.Logger;
import org.keyferry.repository.custody.RepositoryIdentities;
import org.keyferry.repository.custody.ServerName;

/// The server's own TLS certificate: issued by the repository's root, renewed when two thirds of
/// its 30 days are over. New connections get the new one at once; old ones live on.
@ApplicationScoped
class ServerCertificate {

  private static final Logger LOG = Logger.getLogger(ServerCertificate.class);

  private final RepositoryIdentities identities;
  private final List<ServerName> names;
  private final InstantSource clock;
  private final TokenKeyManager keyManager;

  ServerCertificate(RepositoryIdentities identities, ServerConfig config, InstantSource clock) {
    this.identities = identities;
    this.names = config.serverNames();
    this.clock = clock;
    this.keyManager = new TokenKeyManager(identities.server());
    renewIfDue();
  }

  /// What the TLS engine asks for each handshake.
  TokenKeyManager keyManager() {
    return keyManager;
  }

  /// To be called now and then: looks at the token first, since another replica may have renewed.
  final void renewIfDue() {
    var present = identities.server();
    if (isGood(present.certificate())) {
      keyManager.use(present);
      return;
    }
    var renewed = identities.renewServer(names);
    keyManager.use(renewed);
    LOG.infof(
        "server certificate renewed names=\"%s\" expires=%s",
        names, renewed.certificate().getNotAfter().toInstant());
  }

  private boolean isGood(X509Certificate certificate) {
    var begin = certificate.getNotBefore().toInstant();
    var life = Duration.between(begin, certificate.getNotAfter().toInstant());
    return identities.servers().issued(certificate)
        && ServerName.in(certificate).equals(names)
        && !clock.instant().isBefore(begin) // a replica's clock was ahead
        && clock.instant().isBefore(begin.plus(life.multipliedBy(2).dividedBy(3)));
  }
}
