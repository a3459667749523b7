package org.keyferry.officer.cli;

import java.util.List;
import java.util.stream.Collectors;
import org.keyferry.protocol.officer.IssuerView;
import org.keyferry.protocol.pki.DisplayName;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// CAs of a policy as people type them: `letsencrypt`, or `letsencrypt:tlsserver` with a profile.
final class Issuers implements ITypeConverter<IssuerView> {

  @Override
  public IssuerView convert(String text) {
    var colon = text.indexOf(':');
    try {
      return colon < 0
          ? new IssuerView(new DisplayName(text).value(), null)
          : new IssuerView(
              new DisplayName(text.substring(0, colon)).value(), text.substring(colon + 1));
    } catch (IllegalArgumentException malformed) {
      throw new TypeConversionException(String.valueOf(malformed.getMessage()));
    }
  }

  /// In order of preference.
  static String shown(List<IssuerView> issuers) {
    return issuers.stream().map(Issuers::shown).collect(Collectors.joining(", "));
  }

  static String shown(IssuerView issuer) {
    return issuer.profile() == null ? issuer.ca() : issuer.ca() + ":" + issuer.profile();
  }
}
