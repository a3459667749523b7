package org.keyferry.repository.agent.rest;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.repository.custody.RepositoryIdentities;

/// Whom an agent is to believe, as JSON says it.
@ApplicationScoped
class RepositoryTrust {

  private final RepositoryIdentities identities;

  RepositoryTrust(RepositoryIdentities identities) {
    this.identities = identities;
  }

  /// PEM.
  String root() {
    return new CertificateChain(List.of(identities.root())).toPem();
  }

  /// SubjectPublicKeyInfo (DER), base64url.
  List<String> signingKeys() {
    return identities.signingKeys().stream()
        .map(key -> Bytes.of(key.getEncoded()).toBase64Url())
        .toList();
  }
}
