package org.keyferry.protocol.officer;

import java.time.Instant;

/// An officer's new certificate. The one before, if any, is refused from the first use of this one.
///
/// @param name of the officer
/// @param certificate PEM chain, leaf first
/// @param root the repository's root certificate, PEM
/// @param expires notAfter of the certificate
public record OfficerCredential(String name, String certificate, String root, Instant expires) {}
