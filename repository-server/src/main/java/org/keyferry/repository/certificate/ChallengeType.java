package org.keyferry.repository.certificate;

import java.util.Arrays;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.IpAddress;
import org.keyferry.protocol.pki.Printable;

/// How control over a name is shown to the CA (RFC 8555 §8).
public enum ChallengeType {

  /// RFC 8555 §8.3. Not for wildcards.
  HTTP_01("http-01"),

  /// RFC 8555 §8.4. Not for addresses.
  DNS_01("dns-01"),

  /// RFC 8737. Not for wildcards.
  TLS_ALPN_01("tls-alpn-01"),

  /// draft-ietf-acme-dns-persist: a record that stays, which the repository reads and others write.
  /// Not for addresses.
  DNS_PERSIST_01("dns-persist-01");

  private final String label;

  ChallengeType(String label) {
    this.label = label;
  }

  /// @throws IllegalArgumentException naming the types there are
  public static ChallengeType parse(String text) {
    return Arrays.stream(values())
        .filter(each -> each.label.equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "challenge '" + Printable.of(text) + "' is none of " + Arrays.toString(values())));
  }

  /// Whether it shows anything about an identifier: what is not in the DNS, nothing about a
  /// wildcard (RFC 8555 §8.3), and what is in the DNS, nothing about an address (RFC 8738 §7).
  public boolean isFor(Identifier identifier) {
    return switch (identifier) {
      case DnsName name -> isInDns() || !name.isWildcard();
      case IpAddress _ -> !isInDns();
    };
  }

  private boolean isInDns() {
    return switch (this) {
      case HTTP_01, TLS_ALPN_01 -> false;
      case DNS_01, DNS_PERSIST_01 -> true;
    };
  }

  /// As ACME writes it: `http-01`.
  @Override
  public String toString() {
    return label;
  }
}
