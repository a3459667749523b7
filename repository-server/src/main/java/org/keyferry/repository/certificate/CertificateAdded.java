package org.keyferry.repository.certificate;

/// A certificate came under management. Fired inside the transaction that adds it.
public record CertificateAdded(Certificate certificate) {}
