package org.keyferry.repository.issuance.dns;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// What takes the TXT records of dns-01: one name server for all zones, and others for zones that
/// are named. Without `server` there is no dns-01 but in those.
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

  /// `host:port` of the resolver that is asked for CNAMEs at `_acme-challenge`; without it, the one
  /// of `keyferry.precheck`.
  Optional<String> resolver();

  /// Longest wait for one answer.
  @WithDefault("5s")
  Duration timeout();

  /// Zones that are kept otherwise, as in `keyferry.dns01.zones."example.org".kind`: `rfc2136` with
  /// `server`, `port`, `key-name`, `algorithm` and `secret-file` of its own; `acme-dns` with `url`
  /// and `credentials-file`; or `exec` with `program`. A CNAME at `_acme-challenge` counts first.
  Map<String, Zone> zones();

  /// Directory with the programs of zones of kind `exec`. It and they belong to root or to the user
  /// of the server, and nobody else may write to them.
  Optional<Path> hooks();

  /// How long such a program may run.
  @WithDefault("60s")
  Duration hookTimeout();

  /// How one zone is kept.
  interface Zone {

    /// By whom.
    Kind kind();

    /// As above.
    Optional<String> server();

    /// As above.
    @WithDefault("53")
    int port();

    /// As above.
    Optional<String> keyName();

    /// As above.
    @WithDefault("hmac-sha256")
    String algorithm();

    /// As above.
    Optional<Path> secretFile();

    /// Of acme-dns, without `/update`.
    Optional<URI> url();

    /// JSON by name, as clients of acme-dns keep it: `username`, `password`, `fulldomain` and
    /// `subdomain` of each registration.
    Optional<Path> credentialsFile();

    /// Plain file name of a program in [#hooks].
    Optional<String> program();
  }

  /// Who keeps a zone.
  enum Kind {
    /// A name server, by dynamic update.
    RFC2136,
    /// An acme-dns, by HTTP.
    ACME_DNS,
    /// A program of the admin's.
    EXEC
  }
}
