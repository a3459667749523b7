package org.keyferry.officer.existing;

import java.nio.file.Path;
import java.util.List;
import org.keyferry.protocol.bundle.SecretBytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.KeyType;

/// What was found in a place.
public sealed interface Finding extends AutoCloseable {

  /// File of the key, or of what cannot be used.
  Path place();

  @Override
  default void close() {}

  /// A certificate and its private key, which were tried on each other.
  ///
  /// @param name proposed for the certificate
  /// @param chain leaf first, without the root
  /// @param key PKCS#8 PrivateKeyInfo, DER; overwritten when this is closed
  record Pair(
      DisplayName name,
      CertificateChain chain,
      SecretBytes key,
      KeyType type,
      Source source,
      Path place)
      implements Finding {

    /// DNS names and IP addresses of the leaf.
    public List<String> identifiers() {
      return Names.identifiersOf(chain.leaf());
    }

    public Pair named(DisplayName other) {
      return new Pair(other, chain, key, type, source, place);
    }

    @Override
    public void close() {
      key.close();
    }
  }

  /// Something that looks like a key or a certificate, and cannot be imported.
  ///
  /// @param reason why, and what to do, without a full stop
  record Unusable(Path place, String reason) implements Finding {}
}
