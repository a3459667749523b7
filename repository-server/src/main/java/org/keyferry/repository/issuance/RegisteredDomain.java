package org.keyferry.repository.issuance;

import com.google.common.net.InternetDomainName;
import org.keyferry.protocol.pki.DnsName;

/// The name that somebody registered: one label below a public suffix (publicsuffix.org, private
/// suffixes included, as CAs count).
final class RegisteredDomain {

  private RegisteredDomain() {}

  /// @return of names below no known suffix the last two labels; a public suffix stands for itself
  static String of(DnsName name) {
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
