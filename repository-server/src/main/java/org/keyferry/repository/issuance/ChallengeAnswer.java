package org.keyferry.repository.issuance;

import java.net.URI;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.certificate.ChallengeType;

/// What the CA will look for when it validates one name.
///
/// @param challenge URL of the challenge
/// @param order for which it is
/// @param type where the CA looks
/// @param name that is validated, without `*.`
/// @param token of the challenge; empty for dns-persist-01, which has none
/// @param keyAuthorization RFC 8555 §8.1; empty for dns-persist-01
public record ChallengeAnswer(
    URI challenge,
    OrderId order,
    ChallengeType type,
    DnsName name,
    String token,
    String keyAuthorization) {

  /// The content of the TXT record (RFC 8555 §8.4).
  public String digest() {
    return thumbprint().value();
  }

  /// What the certificate of tls-alpn-01 has (RFC 8737 §3).
  public Thumbprint thumbprint() {
    return Thumbprint.of(keyAuthorization);
  }
}
