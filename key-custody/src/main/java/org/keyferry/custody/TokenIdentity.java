package org.keyferry.custody;

import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// A key that lives on the token, with its certificate chain.
///
/// @param label CKA_LABEL of the key
/// @param privateKey a handle for JCA: any `Signature` takes it, and it has no encoding
/// @param chain leaf first; a self-signed placeholder until somebody issues a better one
public record TokenIdentity(String label, PrivateKey privateKey, List<X509Certificate> chain) {

  public TokenIdentity {
    chain = List.copyOf(chain);
    if (chain.isEmpty()) {
      throw new IllegalArgumentException("identity " + label + " has no certificate");
    }
  }

  public X509Certificate certificate() {
    return chain.getFirst();
  }

  public PublicKey publicKey() {
    return certificate().getPublicKey();
  }
}
