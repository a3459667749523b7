package org.keyferry.protocol.officer;

/// `POST /v1/officers/renewal`: the next certificate of the officer who asks, for a new key.
///
/// @param request PKCS#10 (EC P-256), DER in base64url
public record RenewOfficer(String request) {}
