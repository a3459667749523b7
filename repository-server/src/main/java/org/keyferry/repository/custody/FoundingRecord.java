package org.keyferry.repository.custody;

import java.time.Instant;
import java.util.Optional;
import org.keyferry.protocol.bundle.RepositoryId;
import org.keyferry.protocol.pki.Thumbprint;

/// Who this repository is: written once, at the key ceremony.
public interface FoundingRecord {

  Optional<Founding> find();

  /// @return what stands in the record afterwards: the first founding wins
  Founding write(Founding founding);

  /// @param root thumbprint of the root certificate on the token that it was founded with
  record Founding(RepositoryId id, Thumbprint root, Instant at) {}
}
