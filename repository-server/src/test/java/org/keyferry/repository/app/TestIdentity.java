package org.keyferry.repository.app;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/// Key and certificates with which a test calls the repository.
public record TestIdentity(PrivateKey key, List<X509Certificate> chain) {

  public TestIdentity {
    chain = List.copyOf(chain);
  }

  public X509Certificate certificate() {
    return chain.getFirst();
  }
}
