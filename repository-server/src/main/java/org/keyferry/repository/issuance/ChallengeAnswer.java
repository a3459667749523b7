package org.keyferry.repository.issuance;

import java.net.URI;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.IpAddress;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.certificate.ChallengeType;
import org.keyferry.repository.certificate.Provability;

/// What the CA will look for when it validates one name.
///
/// @param challenge URL of the challenge
/// @param order for which it is
/// @param type where the CA looks
/// @param name that is validated, without `*.`; for challenges in the DNS, no address
/// @param token of the challenge; empty for dns-persist-01, which has none
/// @param keyAuthorization RFC 8555 §8.1; empty for dns-persist-01
public record ChallengeAnswer(
    URI challenge,
    OrderId order,
    ChallengeType type,
    Identifier name,
    String token,
    String keyAuthorization) {

  /// The name, of an answer that stands in the DNS.
  ///
  /// @throws IllegalStateException if it is an address, about which the DNS says nothing
  public DnsName dnsName() {
    return switch (name) {
      case DnsName each -> each;
      case IpAddress address -> throw new IllegalStateException(Provability.fault(address, type));
    };
  }

  /// The content of the TXT record (RFC 8555 §8.4).
  public String digest() {
    return thumbprint().value();
  }

  /// What the certificate of tls-alpn-01 has (RFC 8737 §3).
  public Thumbprint thumbprint() {
    return Thumbprint.of(keyAuthorization);
  }
}
