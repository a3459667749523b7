package org.keyferry.agent.identity;

import java.nio.file.Path;

/// Where the private keys of this host live, as its admin decided.
public sealed interface KeyHome {

  /// In files of the state directory that only the agent may read.
  record InFiles() implements KeyHome {}

  /// In a PKCS#11 token, or a TPM behind one, which does not let them out.
  ///
  /// @param module shared library of the token's vendor
  /// @param label of the token; slots are found by it, since their numbers change
  /// @param pinFile holds the user PIN and nothing else
  record InToken(Path module, String label, Path pinFile) implements KeyHome {}
}
