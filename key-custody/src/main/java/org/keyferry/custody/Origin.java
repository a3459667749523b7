package org.keyferry.custody;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// How a private key came to be kept: the beginning of its custody history. The token binds it to
/// the key, so that nobody can make an imported key look like one that was never outside.
public sealed interface Origin {

  /// Made in the token. It was never in clear anywhere else.
  record Generated() implements Origin {}

  /// Made elsewhere and brought: whoever had it before may have it still.
  ///
  /// @param by who brought it, as the audit record names people
  /// @param at to the second
  record Imported(String by, Instant at) implements Origin {

    public Imported {
      if (by.isBlank()) {
        throw new IllegalArgumentException("somebody imports a key");
      }
      at = at.truncatedTo(ChronoUnit.SECONDS);
    }
  }
}
