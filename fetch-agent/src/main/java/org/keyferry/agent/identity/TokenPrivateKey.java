package org.keyferry.agent.identity;

import java.security.PrivateKey;
import org.jspecify.annotations.Nullable;

/// An EC key that is in a token: its name there. JCA finds [TokenProvider] by its class.
final class TokenPrivateKey implements PrivateKey {

  private static final long serialVersionUID = 1;

  @SuppressWarnings("serial") // it is not written anywhere
  private final transient TokenSession token;

  private final String label;

  TokenPrivateKey(TokenSession token, String label) {
    this.token = token;
    this.label = label;
  }

  String label() {
    return label;
  }

  /// @param digest SHA-256
  /// @return r and s, of equal length
  byte[] sign(byte[] digest) {
    return token.signWithEc(label, digest);
  }

  @Override
  public String getAlgorithm() {
    return "EC";
  }

  @Override
  public @Nullable String getFormat() {
    return null; // it does not come out
  }

  @Override
  public byte @Nullable [] getEncoded() {
    return null; // it does not come out
  }

  @Override
  public String toString() {
    return "TokenPrivateKey[" + label + "]";
  }
}
