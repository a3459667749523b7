package org.keyferry.custody;

import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.SortedSet;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.SealedKey;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.Thumbprint;

/// What may be done with the keys of certificates. It takes statements and gives statements; no
/// handle, no key and no PIN passes through it, so it could run in a process of its own.
///
/// Threads may share it. Each call blocks until the token has answered, and leaves nothing on the
/// token.
public interface KeyCustody extends AutoCloseable {

  /// Makes a key pair in the token, and a record of it bound to this certificate and version.
  KeyRecord generate(KeyType type, CertificateId certificate, Version version);

  /// Signs a certification request (RFC 2986) for exactly these names, without a common name.
  ///
  /// @return PKCS#10, DER
  /// @throws IllegalArgumentException if there is no name
  /// @throws CustodyFailure.TamperedRecord if the record is not what the token made
  Bytes signRequest(KeyRecord key, SortedSet<Identifier> names);

  /// Signs that the certificate of this key is to be revoked (RFC 8555 §7.6). Nothing else can be
  /// signed by this: header and payload are written by the custody.
  ///
  /// @return a JWS in flattened JSON, for the body of one request
  /// @throws CustodyFailure.TamperedRecord if the record is not what the token made
  /// @throws CustodyFailure.KeyMismatch if the certificate has another key
  Bytes signRevocation(KeyRecord key, RevocationStatement statement);

  /// Seals the private key to each recipient. The key is unwrapped once, whatever their number.
  ///
  /// @param leafSubjectPublicKey of the certificate with which the key will be installed
  /// @param recipients RSA, 3072 to 8192 bits
  /// @return in the order of `recipients`
  /// @throws CustodyFailure.TamperedRecord if the record is not what the token made
  /// @throws CustodyFailure.KeyMismatch if the leaf has another key
  /// @throws CustodyFailure.RecipientRefused if a recipient's key is too weak or too large
  List<SealedKey> seal(
      KeyRecord key, Thumbprint leafSubjectPublicKey, List<RSAPublicKey> recipients);

  /// The key to which a key that was made elsewhere is sealed, for [#receive]. The token is tried
  /// out first, with a throw-away key.
  ///
  /// @throws CustodyFailure.ImportUnavailable if the token takes in no keys, saying why
  TransportKey transportKey();

  /// Takes in a private key that was made elsewhere. It is unwrapped in the token, tested against
  /// its public key, wrapped anew and bound; it is never in clear outside of the token.
  ///
  /// @param sealed to [#transportKey]
  /// @param subjectPublicKeyInfo of the certificate that comes with it, DER
  /// @param origin kept in the record
  /// @throws CustodyFailure.KeyRefused if it is not sealed to the transport key, of no type that is
  ///   kept, or not the private half of that public key
  /// @throws CustodyFailure.ImportUnavailable if the token takes in no keys, saying why
  KeyRecord receive(
      SealedKey sealed,
      Bytes subjectPublicKeyInfo,
      CertificateId certificate,
      Version version,
      Origin.Imported origin);

  /// Returns if the record is what [#generate] or [#receive] gave, member by member.
  ///
  /// @throws CustodyFailure.TamperedRecord if it is not
  void verify(KeyRecord key);

  /// The keys that live on the token.
  TokenIdentities identities();

  /// What was found out about the module when it was opened.
  ModuleProfile profile();

  /// Generates, signs, wraps, unwraps, seals and opens a throw-away key.
  ///
  /// @throws CustodyFailure naming what does not work
  void check();

  /// Ends the login. What came from [#identities] is dead afterwards.
  @Override
  void close();
}
