package org.keyferry.custody;

import java.nio.file.Path;
import java.util.Optional;

/// Where the token is, and what is demanded of it.
///
/// @param module shared library of the HSM's vendor
/// @param tokenLabel CKA_LABEL of the token; slots are found by it, since their numbers change
/// @param pinFile holds the user PIN and nothing else; read at each login, never kept
/// @param moduleArguments for modules that want an initialization string, as NSS does
/// @param leakingModule what to do with a module that ignores the templates of the key encryption
///   key
public record TokenSettings(
    Path module,
    String tokenLabel,
    Path pinFile,
    Optional<String> moduleArguments,
    LeakingModule leakingModule) {

  public TokenSettings {
    if (tokenLabel.isBlank()) {
      throw new IllegalArgumentException("the token label is empty");
    }
  }

  /// Refuses a module that leaks.
  public TokenSettings(
      Path module, String tokenLabel, Path pinFile, Optional<String> moduleArguments) {
    this(module, tokenLabel, pinFile, moduleArguments, LeakingModule.REFUSE);
  }

  /// A module leaks when whoever has the PIN can unwrap a key in clear.
  public enum LeakingModule {
    REFUSE,
    /// For tests and for trying out: the module's word that keys are sensitive is all there is.
    ACCEPT
  }
}
