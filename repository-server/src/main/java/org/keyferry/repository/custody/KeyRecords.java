package org.keyferry.repository.custody;

import java.util.Optional;
import org.keyferry.custody.KeyRecord;
import org.keyferry.protocol.pki.Bytes;

/// The private keys of certificates, as only the HSM can use them. They are added and never
/// changed.
public interface KeyRecords {

  Optional<KeyRecord> find(KeyReference reference);

  /// The record of the private half of a public key, if it is kept. Of transactions that ask for
  /// the same key, one at a time passes here.
  ///
  /// @param subjectPublicKeyInfo DER
  Optional<KeyRecord> ofPublicKey(Bytes subjectPublicKeyInfo);

  void add(KeyReference reference, KeyRecord record);
}
