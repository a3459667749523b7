package org.keyferry.protocol.agent;

/// `POST /v1/identity`: an agent renews its identity, at 2/3 of its life, over a connection that
/// its present identity authenticates. The PKCS#10 proves that it has the new key.
///
/// @param identityRequest PKCS#10 for a new key (EC P-256), DER in base64url
/// @param generation of the newest [Report] of this host, sent or about to be sent; 0 before the
///   first
public record IdentityRequest(String identityRequest, long generation) {}
