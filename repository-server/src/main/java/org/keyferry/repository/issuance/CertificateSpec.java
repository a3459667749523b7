package org.keyferry.repository.issuance;

import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.repository.certificate.ChallengeType;

/// What an order is for, fixed when it is planned.
///
/// @param certificate that gets a new version
/// @param version the number that was allotted
/// @param identifiers the names, all of them and no others
/// @param ca name of the CA
/// @param keyType of the key pair to be made
/// @param challenge how control over the names is shown
/// @param longestValidity that is accepted; empty: what the CA grants
public record CertificateSpec(
    CertificateId certificate,
    Version version,
    SortedSet<DnsName> identifiers,
    DisplayName ca,
    KeyType keyType,
    ChallengeType challenge,
    Optional<Duration> longestValidity) {

  public CertificateSpec {
    identifiers = Collections.unmodifiableSortedSet(new TreeSet<>(identifiers));
  }
}
