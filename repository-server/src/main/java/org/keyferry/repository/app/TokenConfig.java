package org.keyferry.repository.app;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.keyferry.custody.TokenSettings;

/// Where the HSM is.
@ConfigMapping(prefix = "keyferry.token")
public interface TokenConfig {

  /// PKCS#11 module: the shared library of the HSM's vendor.
  Path module();

  /// Label of the token. Slots are found by it, since their numbers change.
  String label();

  /// File with the user PIN of the token and nothing else, readable by the server alone.
  Path pinFile();

  /// Initialization string, for modules that want one, as NSS does (`configdir=…`).
  Optional<String> moduleArguments();

  /// What to do with a module that ignores the templates of the key encryption key, so that whoever
  /// has the PIN can read keys: `refuse`, or `accept` for trying out.
  @WithDefault("refuse")
  TokenSettings.LeakingModule leakingModule();

  /// How often the server sees whether the HSM still does its work. Readiness follows it.
  @WithDefault("10s")
  Duration watch();

  default TokenSettings settings() {
    return new TokenSettings(module(), label(), pinFile(), moduleArguments(), leakingModule());
  }
}
