package org.keyferry.repository.certificate;

import java.util.List;
import java.util.Optional;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.DisplayName;

/// The certificates under management.
public interface Certificates {

  Optional<Certificate> find(CertificateId id);

  Optional<Certificate> named(DisplayName name);

  /// In the order of their names.
  ///
  /// @param after the last name of the page before
  List<Certificate> page(Optional<DisplayName> after, int limit);

  /// Names of those that are made by the policy, some of them if there are many.
  List<DisplayName> using(DisplayName policy, int most);

  /// As [#using], those with an identifier for which a challenge is not.
  List<DisplayName> notProvableBy(ChallengeType challenge, DisplayName policy, int most);

  /// @return false if a certificate of that name exists; then nothing is written
  boolean add(Certificate certificate);

  /// The next version number of a certificate, never given again: an order that fails leaves a gap.
  /// Joins the caller's transaction, so that the number and what is planned under it are one.
  ///
  /// @throws IllegalArgumentException if there is no such certificate
  Version allotVersion(CertificateId id);
}
