package org.keyferry.protocol.bundle;

import static java.util.stream.Collectors.toMap;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jose4j.keys.EllipticCurves;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.Thumbprint;

/// Whose statements an agent believes, as learned at enrollment.
///
/// @param id the repository's
/// @param signingKeys public keys (EC P-256) by `kid`, the next one before it is used
public record TrustedRepository(RepositoryId id, Map<String, ECPublicKey> signingKeys) {

  public TrustedRepository {
    signingKeys = Map.copyOf(signingKeys);
    signingKeys.forEach((keyId, key) -> {
      if (!keyId.equals(keyIdOf(key))) {
        throw new IllegalArgumentException("a kid is the thumbprint of its key");
      }
      if (!key.getParams().getCurve().equals(EllipticCurves.P256.getCurve())) {
        throw new IllegalArgumentException("a signing key is on the curve P-256");
      }
    });
  }

  public static TrustedRepository of(RepositoryId id, Collection<ECPublicKey> signingKeys) {
    return new TrustedRepository(
        id,
        signingKeys.stream()
            .collect(toMap(TrustedRepository::keyIdOf, Function.identity(), (one, _) -> one)));
  }

  /// @param signingKeys SubjectPublicKeyInfo (DER, base64url), as enrollment brings them
  /// @throws IllegalArgumentException if one is no EC key
  public static TrustedRepository ofEncoded(RepositoryId id, List<String> signingKeys) {
    return of(id, signingKeys.stream().map(TrustedRepository::decoded).toList());
  }

  /// The `kid` of a signing key: thumbprint of its SubjectPublicKeyInfo (DER).
  public static String keyIdOf(PublicKey key) {
    return Thumbprint.of(key.getEncoded()).value();
  }

  private static ECPublicKey decoded(String subjectPublicKeyInfo) {
    try {
      var encoded = new X509EncodedKeySpec(Bytes.ofBase64Url(subjectPublicKeyInfo).toArray());
      return (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(encoded);
    } catch (GeneralSecurityException malformed) {
      throw new IllegalArgumentException("not an EC public key", malformed);
    }
  }
}
