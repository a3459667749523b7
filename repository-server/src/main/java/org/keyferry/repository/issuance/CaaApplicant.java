package org.keyferry.repository.issuance;

import java.net.URI;
import java.util.Collections;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.keyferry.protocol.pki.DisplayName;

/// Who asks for issuance, as CAA records see it.
///
/// @param ca name of the CA
/// @param identities domain names by which the CA recognizes itself; empty if it does not tell
/// @param account URL of the repository's account at the CA
public record CaaApplicant(DisplayName ca, SortedSet<String> identities, URI account) {

  public CaaApplicant {
    var lower = new TreeSet<String>();
    identities.forEach(each -> lower.add(each.toLowerCase(Locale.ROOT)));
    identities = Collections.unmodifiableSortedSet(lower);
  }
}
