package org.keyferry.agent.identity;

import java.nio.file.Path;
import java.time.Duration;

/// Where the private keys of this host live, as its admin decided.
public sealed interface KeyHome {

  /// In files of the state directory that only the agent may read.
  record InFiles() implements KeyHome {}

  /// In a PKCS#11 token, or a TPM behind one, which does not let them out.
  ///
  /// @param module shared library of the token's vendor
  /// @param label of the token; slots are found by it, since their numbers change
  /// @param pinFile holds the user PIN and nothing else
  /// @param timeout of one answer; making a key may take ten times as long
  record InToken(Path module, String label, Path pinFile, Duration timeout) implements KeyHome {

    /// Less than the ten seconds in which a connection must come about: whoever waits for it is
    /// told of the token.
    public static final Duration USUAL_TIMEOUT = Duration.ofSeconds(8);

    public InToken(Path module, String label, Path pinFile) {
      this(module, label, pinFile, USUAL_TIMEOUT);
    }
  }
}
