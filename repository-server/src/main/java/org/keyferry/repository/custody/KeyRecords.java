package org.keyferry.repository.custody;

import java.util.Optional;
import org.keyferry.custody.KeyRecord;

/// The private keys of certificates, as only the HSM can use them. They are added and never
/// changed.
public interface KeyRecords {

  Optional<KeyRecord> find(KeyReference reference);

  void add(KeyReference reference, KeyRecord record);
}
