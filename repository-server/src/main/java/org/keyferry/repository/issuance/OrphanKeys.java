package org.keyferry.repository.issuance;

import java.time.Duration;
import java.util.List;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.repository.custody.KeyReference;

/// Keys of which nothing came: no version has one, and no order that is under way.
public interface OrphanKeys {

  /// Removes those that are older than that, some of them if there are more. Their age is that of
  /// their rows by the clock that dated them, the database's.
  ///
  /// @return what was removed
  List<OrphanKey> remove(Duration age, int most);

  record OrphanKey(KeyReference key, CertificateId certificate, Version version) {}
}
