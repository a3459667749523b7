package org.keyferry.repository.issuance;

import org.keyferry.repository.certificate.CertificateAuthority;

/// Who the repository is at a CA, and who the CA is.
public interface CaaApplicants {

  /// Makes the account if there is none: its URL is what CAA records name.
  ///
  /// @throws AcmeFailure if the CA does not tell
  CaaApplicant at(CertificateAuthority ca);
}
