package org.keyferry.repository.app;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.keyferry.custody.TokenIdentity;

/// Gives the TLS engine a key that lives on the token, and whatever certificate it has just now.
///
/// The engine asks for an alias, then for key and chain; the alias names one certificate, so that a
/// handshake during a change gets a pair.
final class TokenKeyManager extends X509ExtendedKeyManager {

  private final AtomicReference<Pair> pair;

  TokenKeyManager(TokenIdentity identity) {
    this.pair = new AtomicReference<>(new Pair(identity, identity));
  }

  void use(TokenIdentity next) {
    pair.updateAndGet(each -> new Pair(next, each.now));
  }

  TokenIdentity now() {
    return pair.get().now;
  }

  @Override
  public @Nullable String chooseEngineServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
    return keyType.equals("EC") ? pair.get().now.certificate().getSerialNumber().toString() : null;
  }

  @Override
  public X509Certificate @Nullable [] getCertificateChain(String alias) {
    var identity = pair.get().named(alias);
    return identity == null ? null : identity.chain().toArray(X509Certificate[]::new);
  }

  @Override
  public @Nullable PrivateKey getPrivateKey(String alias) {
    var identity = pair.get().named(alias);
    return identity == null ? null : identity.privateKey();
  }

  @Override
  public @Nullable String chooseServerAlias(
      String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return chooseEngineServerAlias(keyType, issuers, null);
  }

  @Override
  public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
    var alias = chooseEngineServerAlias(keyType, issuers, null);
    return alias == null ? null : new String[] {alias};
  }

  @Override
  public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
    return null; // the server calls nobody with it
  }

  @Override
  public @Nullable String chooseClientAlias(
      String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
    return null;
  }

  private record Pair(TokenIdentity now, TokenIdentity before) {

    @Nullable TokenIdentity named(String alias) {
      if (now.certificate().getSerialNumber().toString().equals(alias)) {
        return now;
      }
      return before.certificate().getSerialNumber().toString().equals(alias) ? before : null;
    }
  }
}
