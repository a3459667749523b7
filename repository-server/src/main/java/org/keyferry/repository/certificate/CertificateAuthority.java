package org.keyferry.repository.certificate;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import org.keyferry.protocol.pki.DisplayName;

/// A CA that speaks ACME (RFC 8555).
///
/// @param name what officers call it
/// @param directory URL of its directory (RFC 8555 §7.1.1)
/// @param contacts `mailto:` URLs given to the CA
/// @param trustAnchors what its HTTPS must chain to; empty: the roots of the JDK
/// @param issuers roots that what it issues must chain to; empty: the roots of the JDK
/// @param limits how much it takes
public record CertificateAuthority(
    DisplayName name,
    URI directory,
    List<URI> contacts,
    List<X509Certificate> trustAnchors,
    List<X509Certificate> issuers,
    Limits limits) {

  public CertificateAuthority {
    contacts = List.copyOf(contacts);
    trustAnchors = List.copyOf(trustAnchors);
    issuers = List.copyOf(issuers);
    if (!"https".equals(directory.getScheme()) || directory.getHost() == null) {
      throw new IllegalArgumentException("a directory is an https URL, not " + directory);
    }
  }

  /// A CA of which no limits are known.
  public CertificateAuthority(
      DisplayName name,
      URI directory,
      List<URI> contacts,
      List<X509Certificate> trustAnchors,
      List<X509Certificate> issuers) {
    this(name, directory, contacts, trustAnchors, issuers, Limits.none());
  }
}
