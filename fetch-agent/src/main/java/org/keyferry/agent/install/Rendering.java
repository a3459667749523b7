package org.keyferry.agent.install;

import java.nio.file.Path;
import org.keyferry.agent.disk.Ownership;

/// A further file of each version, beside `key.pem`, `chain.pem` and `fullchain.pem`, for a program
/// that wants another form.
public sealed interface Rendering {

  FileName name();

  Ownership ownership();

  /// Text (RFC 7468); a private key is PKCS#8.
  record Pem(FileName name, Content content, Ownership ownership) implements Rendering {}

  /// One object in binary: PKCS#8 (RFC 5958) or a certificate (RFC 5280).
  record Der(FileName name, Content content, Ownership ownership) implements Rendering {

    public Der {
      if (content != Content.KEY && content != Content.CERTIFICATE) {
        throw new IllegalArgumentException("a DER file holds one object");
      }
    }
  }

  /// The private key with its chain. Key and store have the same password.
  ///
  /// @param alias of the entry
  /// @param passwordFile read when a version is written or checked
  record KeyStoreFile(
      FileName name, KeyStoreType type, String alias, Path passwordFile, Ownership ownership)
      implements Rendering {}

  /// Whether there is a private key in it.
  default boolean isSecret() {
    return switch (this) {
      case Pem pem -> pem.content().isSecret();
      case Der der -> der.content().isSecret();
      case KeyStoreFile _ -> true;
    };
  }

  /// What stands in a file, in this order.
  enum Content {
    KEY,
    /// The leaf alone.
    CERTIFICATE,
    /// Without the leaf.
    CHAIN,
    FULLCHAIN,
    /// The private key, then the full chain.
    PAIR;

    public boolean isSecret() {
      return this == KEY || this == PAIR;
    }
  }

  /// Formats of key stores.
  enum KeyStoreType {
    /// RFC 7292.
    PKCS12,
    /// Of Java before 9.
    JKS
  }
}
