package org.keyferry.repository.issuance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the repository looks at before a CA does, and how it gets there.
@ConfigMapping(prefix = "keyferry.precheck")
public interface PreCheckConfig {

  /// `off`: the CAA records (RFC 8659) of the names are not read before an order is placed.
  @WithDefault("on")
  Look caa();

  /// By name of the CA, as in `keyferry.precheck.caa-identities."le"`: the domain names by which it
  /// recognizes itself in CAA records, for CAs whose directory does not tell (`caaIdentities`).
  Map<String, List<String>> caaIdentities();

  /// `off`: the name servers of a zone are not asked whether all of them show a record of dns-01.
  @WithDefault("on")
  Look nameServers();

  /// `off`: the server does not try whether it reaches its own answers to http-01 and tls-alpn-01
  /// as a CA would; for networks that let nobody in by the way out.
  @WithDefault("on")
  Look reach();

  /// Port on which http-01 is tried; CAs come to no other than 80.
  @WithDefault("80")
  int httpPort();

  /// Port on which tls-alpn-01 is tried; CAs come to no other than 443.
  @WithDefault("443")
  int tlsPort();

  /// Port of the name servers of zones.
  @WithDefault("53")
  int nameServerPort();

  /// A record of dns-persist-01 whose `persistUntil` comes within this is warned of.
  @WithDefault("100d")
  Duration recordEnds();

  /// `host:port` of the resolver that is asked for CAA, NS, SOA, TXT and address records; without
  /// it, those of the operating system.
  Optional<String> resolver();

  /// Longest wait for one answer.
  @WithDefault("5s")
  Duration timeout();

  /// Whether something is looked at.
  enum Look {
    ON,
    OFF
  }
}
