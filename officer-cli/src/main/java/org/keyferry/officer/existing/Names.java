package org.keyferry.officer.existing;

import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.IpAddress;

/// What a certificate will be called, as close to what it is called now as names go.
final class Names {

  private static final Integer DNS_NAME = 2; // GeneralName dNSName (RFC 5280 §4.2.1.6)
  private static final Integer IP_ADDRESS = 7; // iPAddress
  private static final int LONGEST = 63;
  private static final Set<String> GENERIC =
      Set.of(
          "key",
          "privkey",
          "private",
          "server",
          "tls",
          "domain",
          "cert",
          "certificate",
          "fullchain",
          "certchain",
          "certkey",
          "certchainkey",
          "keystore",
          "");
  private static final List<String> PARTS =
      List.of(".certchainkey", ".certkey", ".certchain", ".cert", ".key", ".chain");

  private Names() {}

  static DisplayName of(Source source, Path key, X509Certificate leaf) {
    var folder = key.toAbsolutePath().getParent();
    return switch (source) {
      case CERTBOT -> fit(nameOf(folder));
      case ACME_SH -> fit(nameOf(folder).replaceFirst("_ecc$", ""));
      case LEGO, CERT_WARDEN, PKCS12, FILES -> {
        var file = withoutParts(nameOf(key.getFileName()));
        yield GENERIC.contains(file.toLowerCase(Locale.ROOT))
            ? fit(identifiersOf(leaf).stream().findFirst().orElse("imported"))
            : fit(file);
      }
    };
  }

  /// DNS names as they stand in the certificate, then IP addresses.
  static List<String> identifiersOf(X509Certificate leaf) {
    return Stream.concat(
            namesOf(leaf, DNS_NAME), namesOf(leaf, IP_ADDRESS).map(Names::canonicalAddress))
        .toList();
  }

  private static Stream<String> namesOf(X509Certificate leaf, Integer type) {
    try {
      @Nullable Collection<List<?>> names = leaf.getSubjectAlternativeNames();
      return Optional.ofNullable(names).stream()
          .flatMap(Collection::stream)
          .filter(each -> type.equals(each.getFirst()))
          .map(each -> String.valueOf(each.getLast()));
    } catch (CertificateParsingException malformed) {
      return Stream.of();
    }
  }

  /// What is no address of a host is left for the repository to refuse.
  private static String canonicalAddress(String text) {
    try {
      return IpAddress.parse(text).value();
    } catch (IllegalArgumentException noHost) {
      return text;
    }
  }

  /// `*.example.com`, and lego's `_.example.com`, become `wildcard.example.com`.
  static DisplayName fit(String text) {
    var name =
        text.replaceFirst("^[*_]\\.", "wildcard.")
            .replaceAll("[^A-Za-z0-9._-]", "-")
            .replaceAll("\\.{2,}", ".");
    var cut = name.substring(0, Math.min(LONGEST, name.length()));
    var ends = cut.replaceAll("^[^A-Za-z0-9]+|[^A-Za-z0-9]+$", "");
    return new DisplayName(ends.isEmpty() ? "imported" : ends);
  }

  /// Cut before the suffix, so that names which differ in it stay different.
  static DisplayName fit(String text, String suffix) {
    return fit(text.substring(0, Math.min(text.length(), LONGEST - suffix.length())) + suffix);
  }

  private static String withoutParts(String file) {
    var dot = file.lastIndexOf('.');
    var name = dot > 0 ? file.substring(0, dot) : file;
    return PARTS.stream()
        .filter(name::endsWith)
        .findFirst()
        .map(part -> name.substring(0, name.length() - part.length()))
        .orElse(name);
  }

  private static String nameOf(@Nullable Path path) {
    var last = path == null ? null : path.getFileName();
    return last == null ? "" : last.toString();
  }
}
