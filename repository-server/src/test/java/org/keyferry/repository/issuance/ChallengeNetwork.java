package org.keyferry.repository.issuance;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.keyferry.testkit.BindServer;
import org.keyferry.testkit.BindServer.Zone;
import org.keyferry.testkit.FreePort;

/// What surrounds a repository whose certificates are issued: a name server that takes TXT records,
/// and a free port for http-01. The repository in it is quick to come back.
public final class ChallengeNetwork implements QuarkusTestResourceLifecycleManager {

  /// Where the second name server of `two.test` is, and what else is not at 127.0.0.1.
  static final String ELSEWHERE = "127.0.0.9";

  /// A CA of this name is `ca.example` in CAA records.
  static final String KNOWN_TO_CAA = "known-to-caa";

  /// A CA of this name is `other.example` in CAA records.
  static final String ALSO_KNOWN_TO_CAA = "also-known-to-caa";

  /// As clients of acme-dns keep it.
  private static final String CREDENTIALS =
      String.format(
          Locale.ROOT,
          """
          {"delegated.test": {"username": "%s", "password": "%s", "fulldomain": "%s.auth.test",
            "subdomain": "%s", "allowfrom": []}}
          """,
          AcmeDnsStub.USER,
          AcmeDnsStub.KEY,
          AcmeDnsStub.SUBDOMAIN,
          AcmeDnsStub.SUBDOMAIN);

  private @Nullable BindServer names;
  private @Nullable Path credentials;

  @Override
  public Map<String, String> start() {
    names =
        BindServer.start(
            Zone.writable("dynamic.test"),
            Zone.fixed("fixed.test").with("_acme-challenge.www IN CNAME www.acme.dynamic.test."),
            Zone.writable("two.test").with("@ IN NS ns2").with("ns2 IN A " + ELSEWHERE),
            Zone.writable("auth.test"),
            Zone.fixed("test") // all other names of tests
                .with("_acme-challenge.delegated IN CNAME " + AcmeDnsStub.SUBDOMAIN + ".auth.test.")
                .with("_acme-challenge.lost IN CNAME unknown.auth.test.")
                .with("elsewhere IN A " + ELSEWHERE)
                .with("forbidden IN CAA 0 issue \"other.example\"")
                .with("alias.forbidden IN CNAME allowed")
                .with("allowed IN CAA 0 issue \"ca.example\"")
                .with("allowed IN A 127.0.0.1")
                .with("foreign IN CAA 0 issue \"ca.example\\; accounturi=https://ca.example/1\""));
    var tlsAlpn01 = Integer.toString(FreePort.tcp());
    var acmeDns = Integer.toString(FreePort.tcp());
    credentials = temporaryFile(CREDENTIALS);
    var http01 = Integer.toString(FreePort.tcp());
    return Map.ofEntries(
        Map.entry("keyferry.http01.host", "127.0.0.1"),
        Map.entry("keyferry.http01.port", http01),
        Map.entry("keyferry.precheck.http-port", http01),
        Map.entry("keyferry.tlsalpn01.host", "127.0.0.1"),
        Map.entry("keyferry.tlsalpn01.port", tlsAlpn01),
        Map.entry("keyferry.precheck.tls-port", tlsAlpn01),
        Map.entry("keyferry.dns01.zones.\"auth.test\".kind", "acme-dns"),
        Map.entry("keyferry.dns01.zones.\"auth.test\".url", "http://127.0.0.1:" + acmeDns),
        Map.entry("keyferry.dns01.zones.\"auth.test\".credentials-file", credentials.toString()),
        Map.entry("test.acme-dns.port", acmeDns),
        Map.entry("keyferry.precheck.name-server-port", Integer.toString(names.port())),
        Map.entry("keyferry.precheck.resolver", names.address()),
        Map.entry("keyferry.precheck.caa-identities.\"" + KNOWN_TO_CAA + "\"", "ca.example"),
        Map.entry(
            "keyferry.precheck.caa-identities.\"" + ALSO_KNOWN_TO_CAA + "\"", "other.example"),
        Map.entry("keyferry.dns01.server", "127.0.0.1"),
        Map.entry("keyferry.dns01.port", Integer.toString(names.port())),
        Map.entry("keyferry.dns01.key-name", BindServer.KEY_NAME),
        Map.entry("keyferry.dns01.secret-file", names.secretFile().toString()),
        Map.entry("keyferry.dns01.resolver", names.address()),
        Map.entry("keyferry.scheduler.poll", "200ms"),
        Map.entry("keyferry.scheduler.heartbeat", "1s"),
        Map.entry("keyferry.issuance.poll-interval", "300ms"),
        Map.entry("keyferry.issuance.first-retry", "500ms"),
        Map.entry("keyferry.acme.longest-pause", "6s"),
        Map.entry("keyferry.renewal.tick", "1s"));
  }

  @Override
  public void stop() {
    if (names != null) {
      names.close();
    }
    if (credentials != null) {
      credentials.toFile().delete();
    }
  }

  /// Readable by its owner alone.
  private static Path temporaryFile(String content) {
    try {
      return Files.writeString(Files.createTempFile("acme-dns-", ".json"), content);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
