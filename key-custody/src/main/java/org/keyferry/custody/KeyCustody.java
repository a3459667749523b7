package org.keyferry.custody;

import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.SortedSet;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.SealedKey;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.DnsName;
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
  /// @throws CustodyFailure.TamperedRecord if the record is not what was generated
  Bytes signRequest(KeyRecord key, SortedSet<DnsName> names);

  /// Seals the private key to each recipient. The key is unwrapped once, whatever their number.
  ///
  /// @param leafSubjectPublicKey of the certificate with which the key will be installed
  /// @param recipients RSA, 3072 to 8192 bits
  /// @return in the order of `recipients`
  /// @throws CustodyFailure.TamperedRecord if the record is not what was generated
  /// @throws CustodyFailure.KeyMismatch if the leaf has another key
  /// @throws CustodyFailure.RecipientRefused if a recipient's key is too weak or too large
  List<SealedKey> seal(
      KeyRecord key, Thumbprint leafSubjectPublicKey, List<RSAPublicKey> recipients);

  /// Returns if the record is what [#generate] gave, member by member.
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
