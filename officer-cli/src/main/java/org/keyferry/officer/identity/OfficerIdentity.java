package org.keyferry.officer.identity;

import java.net.URI;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;

/// Who the officer is, and to which repository.
///
/// @param officer the name that the repository knows
/// @param server base URL of the repository, without a path
/// @param key of the leaf
/// @param chain of the officer, leaf first
/// @param root the only certificate that the repository's TLS chain may end in
public record OfficerIdentity(
    DisplayName officer, URI server, PrivateKey key, CertificateChain chain, X509Certificate root) {

  public Instant expires() {
    return chain.leaf().getNotAfter().toInstant();
  }

  @Override
  public String toString() {
    return "OfficerIdentity[officer=" + officer + ", server=" + server + "]";
  }
}
