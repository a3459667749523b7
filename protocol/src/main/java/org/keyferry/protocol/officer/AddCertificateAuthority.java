package org.keyferry.protocol.officer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// `POST /v1/cas`: makes a CA known. The members are those of [CertificateAuthorityView].
///
/// @param termsOfServiceAgreed must be true: an officer agrees to the CA's terms (RFC 8555 §7.3)
/// @param limits or null: none are known, or those of before stay
public record AddCertificateAuthority(
    String name,
    String directory,
    List<String> contacts,
    List<String> trustAnchors,
    List<String> issuers,
    boolean termsOfServiceAgreed,
    @Nullable LimitsView limits) {

  /// A CA of which no limits are known.
  public AddCertificateAuthority(
      String name,
      String directory,
      List<String> contacts,
      List<String> trustAnchors,
      List<String> issuers,
      boolean termsOfServiceAgreed) {
    this(name, directory, contacts, trustAnchors, issuers, termsOfServiceAgreed, null);
  }
}
