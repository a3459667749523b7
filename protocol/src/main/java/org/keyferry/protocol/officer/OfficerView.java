package org.keyferry.protocol.officer;

import java.time.Instant;

/// A certificate of an officer; one who renews has two for a while.
///
/// @param certificate thumbprint of the certificate (DER)
/// @param expires its notAfter
/// @param state `active` or `revoked`
public record OfficerView(String name, String certificate, Instant expires, String state) {}
