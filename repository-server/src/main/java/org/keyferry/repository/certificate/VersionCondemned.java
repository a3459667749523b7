package org.keyferry.repository.certificate;

import java.time.Instant;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.RevocationReason;

/// A version will not do any more, though hosts may serve it ([CondemnedVersions]). Fired in the
/// transaction in which that is decided.
public record VersionCondemned(
    CertificateId certificate, Version version, RevocationReason reason, Instant since) {}
