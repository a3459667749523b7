package org.keyferry.protocol.officer;

import org.jspecify.annotations.Nullable;

/// `POST /v1/certificates/{name}/imports`: brings a certificate with the key that it has. If there
/// is no certificate of that name, one is added, for the names and addresses of the leaf.
///
/// @param policy by which it is renewed; null only if the certificate exists
/// @param chain PEM, leaf first
/// @param key its private key, sealed to the transport key
public record ImportCertificate(@Nullable String policy, String chain, SealedKeyView key) {}
