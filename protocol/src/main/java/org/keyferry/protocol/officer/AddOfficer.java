package org.keyferry.protocol.officer;

/// `POST /v1/officers`: lets somebody else be an officer. The PKCS#10 proves that they have the
/// key.
///
/// @param name what the officer is called
/// @param request PKCS#10 (EC P-256), DER in base64url
public record AddOfficer(String name, String request) {}
