package org.keyferry.repository.issuance.acme;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The defaults, with CAs on this machine; what a test needs beside them, it sets.
final class AnyAcmeConfig implements AcmeConfig {

  Duration longestPause = Duration.ofDays(1);
  Optional<List<String>> privateNetworks = Optional.of(List.of("127.0.0.0/8"));
  final Map<String, List<String>> furtherHosts = new HashMap<>();
  final Map<String, ExternalAccount> externalAccounts = new HashMap<>();

  @Override
  public Duration requestTimeout() {
    return Duration.ofSeconds(30);
  }

  @Override
  public Duration longestPause() {
    return longestPause;
  }

  @Override
  public Duration sharedPause() {
    return Duration.ofMinutes(15);
  }

  @Override
  public Optional<List<String>> privateNetworks() {
    return privateNetworks;
  }

  @Override
  public Map<String, List<String>> furtherHosts() {
    return furtherHosts;
  }

  @Override
  public Map<String, ExternalAccount> externalAccount() {
    return externalAccounts;
  }

  record AnyExternalAccount(String keyId, Path macKeyFile) implements ExternalAccount {}
}
