package org.keyferry.protocol.bundle;

/// The repository's signing key (EC P-256), wherever it lives.
public interface StatementSigner {

  /// The `kid` by which an agent finds the public key: its thumbprint over the SPKI (DER).
  String keyId();

  /// Signs with ES256 (RFC 7518 §3.4).
  ///
  /// @param signingInput of a JWS (RFC 7515 §5.1)
  /// @return R and S, 32 octets each
  byte[] sign(byte[] signingInput);
}
