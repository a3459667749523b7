package org.keyferry.repository.issuance.dns;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/// A name server that takes updates (RFC 2136), and the TSIG key for it (RFC 8945).
///
/// @param setting where it is configured
/// @param host of the primary; empty if none is configured
/// @param zone in which the records stand; empty: the server is asked
record UpdateServer(
    String setting,
    Optional<String> host,
    int port,
    Optional<String> zone,
    Optional<String> keyName,
    String algorithm,
    Optional<Path> secretFile,
    Duration timeout) {

  /// For all zones that are not named.
  static UpdateServer of(Dns01Config config) {
    return new UpdateServer(
        "keyferry.dns01",
        config.server(),
        config.port(),
        config.zone(),
        config.keyName(),
        config.algorithm(),
        config.secretFile(),
        config.timeout());
  }

  static UpdateServer of(String setting, String name, Dns01Config.Zone zone, Duration timeout) {
    return new UpdateServer(
        setting,
        zone.server(),
        zone.port(),
        Optional.of(name),
        zone.keyName(),
        zone.algorithm(),
        zone.secretFile(),
        timeout);
  }

  void requireWhole() {
    if (host.isPresent() && (keyName.isEmpty() || secretFile.isEmpty())) {
      throw new IllegalStateException(
          setting
              + ".server is set, so "
              + setting
              + ".key-name and "
              + setting
              + ".secret-file must be, too");
    }
  }
}
