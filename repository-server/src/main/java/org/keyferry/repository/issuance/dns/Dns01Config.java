package org.keyferry.repository.issuance.dns;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// The name server that takes the TXT records of dns-01. Without `server` there is no dns-01.
@ConfigMapping(prefix = "keyferry.dns01")
interface Dns01Config {

  /// Host name or address of the primary name server, which takes updates (RFC 2136).
  Optional<String> server();

  /// TCP port of the server.
  @WithDefault("53")
  int port();

  /// The zone in which the records stand. Without it, the server is asked for the zone of each
  /// name.
  Optional<String> zone();

  /// Name of the TSIG key.
  Optional<String> keyName();

  /// TSIG algorithm, such as `hmac-sha256` (RFC 8945 §6).
  @WithDefault("hmac-sha256")
  String algorithm();

  /// File with the secret of the TSIG key in base64. It is read at each use.
  Optional<Path> secretFile();

  /// `host:port` of the resolver that is asked for CNAMEs at `_acme-challenge`; without it, those
  /// of the operating system.
  Optional<String> resolver();

  /// Longest wait for one answer.
  @WithDefault("5s")
  Duration timeout();
}
