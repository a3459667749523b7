package org.keyferry.repository.issuance;

import org.keyferry.repository.certificate.CertificateVersion;

/// A version was published that no order brought. Fired inside the transaction that publishes it.
public record VersionImported(CertificateVersion version) {}
