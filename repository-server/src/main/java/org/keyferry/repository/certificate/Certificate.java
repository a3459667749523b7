package org.keyferry.repository.certificate;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Identifier;

/// A managed set of names, and the policy under which it gets its certificates.
///
/// @param id minted by the repository
/// @param name what officers and hosts call it
/// @param identifiers 1 to 100 names
/// @param policy name of the policy
public record Certificate(
    CertificateId id, DisplayName name, SortedSet<Identifier> identifiers, DisplayName policy) {

  /// As many as public CAs take in one order.
  public static final int MOST_IDENTIFIERS = 100;

  public Certificate {
    identifiers = Collections.unmodifiableSortedSet(new TreeSet<>(identifiers));
    if (identifiers.isEmpty() || identifiers.size() > MOST_IDENTIFIERS) {
      throw new IllegalArgumentException(
          "a certificate has 1 to " + MOST_IDENTIFIERS + " identifiers, not " + identifiers.size());
    }
  }
}
