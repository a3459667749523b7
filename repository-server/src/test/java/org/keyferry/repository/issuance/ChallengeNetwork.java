package org.keyferry.repository.issuance;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keyferry.testkit.BindServer;
import org.keyferry.testkit.BindServer.Zone;
import org.keyferry.testkit.FreePort;

/// What surrounds a repository whose certificates are issued: a name server that takes TXT records,
/// and a free port for http-01. The repository in it is quick to come back.
public final class ChallengeNetwork implements QuarkusTestResourceLifecycleManager {

  private @Nullable BindServer names;

  @Override
  public Map<String, String> start() {
    names =
        BindServer.start(
            Zone.writable("dynamic.test"),
            Zone.fixed("fixed.test").with("_acme-challenge.www IN CNAME www.acme.dynamic.test."));
    return Map.ofEntries(
        Map.entry("keyferry.http01.host", "127.0.0.1"),
        Map.entry("keyferry.http01.port", Integer.toString(FreePort.tcp())),
        Map.entry("keyferry.dns01.server", "127.0.0.1"),
        Map.entry("keyferry.dns01.port", Integer.toString(names.port())),
        Map.entry("keyferry.dns01.key-name", BindServer.KEY_NAME),
        Map.entry("keyferry.dns01.secret-file", names.secretFile().toString()),
        Map.entry("keyferry.dns01.resolver", names.address()),
        Map.entry("keyferry.scheduler.poll", "200ms"),
        Map.entry("keyferry.scheduler.heartbeat", "1s"),
        Map.entry("keyferry.issuance.poll-interval", "300ms"),
        Map.entry("keyferry.issuance.first-retry", "500ms"),
        Map.entry("keyferry.renewal.tick", "1s"));
  }

  @Override
  public void stop() {
    if (names != null) {
      names.close();
    }
  }
}
