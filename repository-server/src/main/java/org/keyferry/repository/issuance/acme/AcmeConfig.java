package org.keyferry.repository.issuance.acme;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// How the repository talks to CAs.
@ConfigMapping(prefix = "keyferry.acme")
interface AcmeConfig {

  /// Longest wait for one HTTP response of a CA.
  @WithDefault("30s")
  Duration requestTimeout();

  /// A CA that asks for a pause (`Retry-After`) is left alone that long, and no longer than this.
  @WithDefault("24h")
  Duration longestPause();

  /// A limit that a CA names when an order is placed (`rateLimited`) makes all of its orders wait,
  /// if it is over within this time. A limit that lasts longer is one of those names, and makes
  /// orders for the same names wait, up to a day.
  @WithDefault("15m")
  Duration sharedPause();

  /// Networks such as `10.1.2.0/24` in which CAs may be though they are not public, with commas
  /// between them. No CA is talked to at another address that is private, link-local, or of this
  /// machine.
  Optional<List<String>> privateNetworks();

  /// Hosts (`host` or `host:port`, with commas between them) at which a CA has URLs beside the host
  /// of its directory; the name of the CA comes behind, as in
  /// `keyferry.acme.further-hosts."letsencrypt"`.
  Map<String, List<String>> furtherHosts();

  /// External account to which the account at a CA is bound (RFC 8555 §7.3.4); the name of the CA
  /// and `.key-id` or `.mac-key-file` come behind, as in
  /// `keyferry.acme.external-account."zerossl".key-id`. The file has the MAC key in base64url;
  /// nobody but the server may read it.
  Map<String, ExternalAccount> externalAccount();

  interface ExternalAccount {

    String keyId();

    Path macKeyFile();
  }
}
