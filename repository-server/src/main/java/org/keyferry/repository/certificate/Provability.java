package org.keyferry.repository.certificate;

import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.IpAddress;

/// In words, why a challenge shows nothing about an identifier, and what would.
public final class Provability {

  private Provability() {}

  /// @param identifier for which the challenge is not
  public static String fault(Identifier identifier, ChallengeType challenge) {
    return switch (identifier) {
      case DnsName name ->
          name
              + " is a wildcard, for which CAs take dns-01 and dns-persist-01 only, not "
              + challenge;
      case IpAddress address ->
          address
              + " is an IP address, for which CAs take http-01 and tls-alpn-01 only (RFC 8738), not "
              + challenge;
    };
  }
}
