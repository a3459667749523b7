package org.keyferry.protocol.officer;

/// `GET /v1/transport-key`: to what a private key is sealed before it is sent to be imported.
///
/// It is not signed: it comes over a connection whose far end has proved the root that the officer
/// was given at the key ceremony. Who wants to rely on less compares its thumbprint with what
/// `keyferry-server hsm probe` prints on the server itself.
///
/// @param label of the key in the HSM
/// @param publicKey SubjectPublicKeyInfo (RSA), DER, base64url
/// @param transport `RSA-OAEP` or `RSA-OAEP-256`: how the AES key is to be encrypted to it
public record TransportKeyView(String label, String publicKey, String transport) {}
