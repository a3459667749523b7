package org.keyferry.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Pattern;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.KeyType;

/// A private key and the chain of its certificate, as a server holds them.
public record ServerPair(PrivateKey key, CertificateChain chain) {

  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----\\s*");

  /// A fresh one.
  public static ServerPair issued(KeyType type, String name, Instant now) {
    var key = FixtureCa.keyPair(type);
    return new ServerPair(key.getPrivate(), FixtureCa.at(now).issue(key.getPublic(), name));
  }

  /// @param combined one PEM file: PKCS#8 key, leaf, and the rest of the chain
  public static ServerPair readFrom(Path combined) {
    try {
      var pem = Files.readString(combined);
      var key = KEY.matcher(pem);
      if (!key.find()) {
        throw new IllegalStateException("no private key in " + combined);
      }
      var chain = CertificateChain.ofPem(key.replaceFirst(""));
      var factory = KeyFactory.getInstance(chain.leaf().getPublicKey().getAlgorithm());
      var der = Base64.getMimeDecoder().decode(key.group(1));
      return new ServerPair(factory.generatePrivate(new PKCS8EncodedKeySpec(der)), chain);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (GeneralSecurityException damaged) {
      throw new IllegalStateException(damaged);
    }
  }

  public X509Certificate leaf() {
    return chain.leaf();
  }
}
