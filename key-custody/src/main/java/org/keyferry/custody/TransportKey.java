package org.keyferry.custody;

import org.keyferry.protocol.bundle.KeyTransport;
import org.keyferry.protocol.pki.Bytes;

/// The key to which a private key that was made elsewhere is sealed before it is sent here. Its
/// private half lives on the token and can only unwrap.
///
/// @param label CKA_LABEL on the token
/// @param subjectPublicKeyInfo RSA, DER (RFC 5280 §4.1.2.7)
/// @param transport what the token unwraps: the hash of RSAES-OAEP
public record TransportKey(String label, Bytes subjectPublicKeyInfo, KeyTransport transport) {}
