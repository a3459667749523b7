package org.keyferry.repository.issuance;

import com.google.common.net.InternetDomainName;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.IpAddress;

/// What somebody has, as CAs count: the name that was registered, one label below a public suffix
/// (publicsuffix.org, private suffixes included), the address of IPv4, the network of IPv6.
final class RegisteredDomain {

  private RegisteredDomain() {}

  static String of(Identifier identifier) {
    return switch (identifier) {
      case DnsName name -> of(name);
      case IpAddress address -> address.site();
    };
  }

  /// @return of names below no known suffix the last two labels; a public suffix stands for itself
  private static String of(DnsName name) {
    var domain = InternetDomainName.from(name.base().value());
    if (domain.isUnderPublicSuffix()) {
      return domain.topPrivateDomain().toString();
    }
    if (domain.isPublicSuffix()) {
      return domain.toString();
    }
    var labels = domain.parts();
    return String.join(".", labels.subList(Math.max(0, labels.size() - 2), labels.size()));
  }
}
