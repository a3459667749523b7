package org.keyferry.repository.issuance;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.util.SortedSet;
import java.util.UUID;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.custody.KeyReference;
import org.keyferry.testkit.FixtureCa;

/// Keys of orders, of which there is one.
final class OneKey implements OrderKeys {

  static final KeyReference REFERENCE =
      new KeyReference(UUID.fromString("0193a5c0-0000-7000-8000-000000000001"));

  final KeyPair pair = FixtureCa.keyPair(KeyType.EC_P256);

  @Override
  public KeyReference generate(CertificateSpec spec) {
    return REFERENCE;
  }

  @Override
  public Bytes requestFor(KeyReference key, SortedSet<Identifier> names) {
    return Bytes.of(names.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Thumbprint subjectPublicKey(KeyReference key) {
    return Thumbprint.of(pair.getPublic().getEncoded());
  }
}
