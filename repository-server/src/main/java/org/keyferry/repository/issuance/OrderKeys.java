package org.keyferry.repository.issuance;

import java.util.SortedSet;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.custody.KeyReference;

/// The keys of orders: what issuance wants of the HSM.
public interface OrderKeys {

  KeyReference generate(CertificateSpec spec);

  /// PKCS#10, DER (RFC 2986): exactly these names, no common name.
  Bytes requestFor(KeyReference key, SortedSet<Identifier> names);

  /// Of the DER SubjectPublicKeyInfo.
  Thumbprint subjectPublicKey(KeyReference key);
}
