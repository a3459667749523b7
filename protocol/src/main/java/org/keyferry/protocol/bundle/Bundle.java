package org.keyferry.protocol.bundle;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.Thumbprint;

/// One certificate version, sealed to one agent.
///
/// Made once for each version and agent, and never again with other content: its digest is what a
/// manifest names and what an agent remembers.
///
/// @param repository who says so
/// @param agent who may open it
/// @param certificate what it is a version of
/// @param name what people call the certificate
/// @param version of the certificate
/// @param issuedAt when it was sealed, whole seconds
/// @param freshUntil when it stops being worth installing: notAfter of the leaf
/// @param chain leaf first
/// @param subjectPublicKey thumbprint of the leaf's SubjectPublicKeyInfo (DER)
/// @param key the leaf's private key, sealed
public record Bundle(
    RepositoryId repository,
    AgentId agent,
    CertificateId certificate,
    DisplayName name,
    Version version,
    Instant issuedAt,
    Instant freshUntil,
    CertificateChain chain,
    Thumbprint subjectPublicKey,
    SealedKey key) {

  /// Media type of a bundle and `typ` of its JWS.
  public static final String TYPE = "keyferry-bundle+jws";

  /// Times lose their fractions, which a statement cannot carry.
  public Bundle {
    issuedAt = issuedAt.truncatedTo(ChronoUnit.SECONDS);
    freshUntil = freshUntil.truncatedTo(ChronoUnit.SECONDS);
  }
}
