package org.keyferry.repository.issuance;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.SortedSet;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.custody.KeyDesk;
import org.keyferry.repository.custody.KeyReference;

/// [OrderKeys] in the HSM.
@ApplicationScoped
class HsmOrderKeys implements OrderKeys {

  private final KeyDesk desk;

  HsmOrderKeys(KeyDesk desk) {
    this.desk = desk;
  }

  @Override
  public KeyReference generate(CertificateSpec spec) {
    return desk.generate(spec.keyType(), spec.certificate(), spec.version());
  }

  @Override
  public Bytes requestFor(KeyReference key, SortedSet<Identifier> names) {
    return desk.requestFor(key, names);
  }

  @Override
  public Thumbprint subjectPublicKey(KeyReference key) {
    return desk.subjectPublicKey(key);
  }
}
