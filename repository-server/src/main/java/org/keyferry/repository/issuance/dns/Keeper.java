package org.keyferry.repository.issuance.dns;

import org.xbill.DNS.Name;

/// What keeps the TXT records of a zone, once it is known where a record is to stand. All calls
/// throw [org.keyferry.repository.issuance.NameServerFailure].
interface Keeper {

  /// Adds one record and leaves others at the same name alone.
  void add(Name owner, String text);

  /// Whether the record is there.
  boolean shows(Name owner, String text);

  /// Removes that one record, if it is there.
  void remove(Name owner, String text);
}
