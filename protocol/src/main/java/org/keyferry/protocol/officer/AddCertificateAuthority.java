package org.keyferry.protocol.officer;

import java.util.List;

/// `POST /v1/cas`: makes a CA known. The members are those of [CertificateAuthorityView].
///
/// @param termsOfServiceAgreed must be true: an officer agrees to the CA's terms (RFC 8555 §7.3)
public record AddCertificateAuthority(
    String name,
    String directory,
    List<String> contacts,
    List<String> trustAnchors,
    List<String> issuers,
    boolean termsOfServiceAgreed) {}
