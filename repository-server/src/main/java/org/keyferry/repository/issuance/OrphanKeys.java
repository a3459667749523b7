package org.keyferry.repository.issuance;

import java.time.Instant;
import java.util.List;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.repository.custody.KeyReference;

/// Keys of which nothing came: no version has one, and no order that is under way.
public interface OrphanKeys {

  /// Removes those that were made before a time, some of them if there are more.
  ///
  /// @return what was removed
  List<OrphanKey> remove(Instant madeBefore, int most);

  record OrphanKey(KeyReference key, CertificateId certificate, Version version) {}
}
