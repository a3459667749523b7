package org.keyferry.repository.custody;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.util.IPAddress;
import org.keyferry.protocol.pki.Printable;

/// A name at which agents and officers call the server: a host name, of one label too, or an IP
/// address. For the repository's own TLS certificate only; what a CA certifies is a
/// [org.keyferry.protocol.pki.Identifier].
public record ServerName(String value) {

  private static final Pattern HOST =
      Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
  private static final int MAX_COMMON_NAME = 64; // RFC 5280 appendix A.1, ub-common-name

  public ServerName {
    if (value.length() > MAX_COMMON_NAME
        || (!HOST.matcher(value).matches() && !IPAddress.isValid(value))) {
      throw new IllegalArgumentException(
          "not a host name in lower case or IP address of at most 64 characters: "
              + Printable.of(value));
    }
  }

  /// The names in a certificate that [IdentityProfile#server] made, in their order.
  public static List<ServerName> in(X509Certificate certificate) {
    try {
      var names = certificate.getSubjectAlternativeNames();
      return names == null
          ? List.of()
          : names.stream().map(each -> new ServerName(String.valueOf(each.get(1)))).toList();
    } catch (CertificateParsingException | IllegalArgumentException foreign) {
      return List.of();
    }
  }

  GeneralName toGeneralName() {
    return new GeneralName(
        IPAddress.isValid(value) ? GeneralName.iPAddress : GeneralName.dNSName, value);
  }

  @Override
  public String toString() {
    return value;
  }
}
