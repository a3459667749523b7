package org.keyferry.repository.certificate;

import java.time.Instant;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.repository.custody.KeyReference;

/// One key and the chain that was issued for it.
///
/// @param certificate what it is a version of
/// @param version never used again
/// @param chain leaf first; it passed the repository's own check
/// @param key the private key
/// @param publishedAt when agents could first fetch it
public record CertificateVersion(
    CertificateId certificate,
    Version version,
    CertificateChain chain,
    KeyReference key,
    Instant publishedAt) {}
