package org.keyferry.repository.custody;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.UUID;
import java.util.function.Supplier;
import org.keyferry.custody.KeyCustody;
import org.keyferry.custody.KeyRecord;
import org.keyferry.custody.Origin;
import org.keyferry.custody.RevocationStatement;
import org.keyferry.custody.TransportKey;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.SealedKey;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.protocol.pki.Thumbprint;

/// What may be done with the keys of certificates: a record goes from the database to the HSM, and
/// what the HSM makes of it comes back.
///
/// Each call takes as long as the HSM; a key pair of RSA may take seconds. Each throws
/// [org.keyferry.custody.CustodyFailure].
@ApplicationScoped
public class KeyDesk {

  private final KeyCustody custody;
  private final KeyRecords records;
  private final Supplier<UUID> ids;

  public KeyDesk(KeyCustody custody, KeyRecords records, Supplier<UUID> ids) {
    this.custody = custody;
    this.records = records;
    this.ids = ids;
  }

  /// Makes a key pair and keeps its record.
  public KeyReference generate(KeyType type, CertificateId certificate, Version version) {
    var record = custody.generate(type, certificate, version);
    var reference = new KeyReference(ids.get());
    records.add(reference, record);
    return reference;
  }

  /// The key to which a key that was made elsewhere is sealed, for [#receive].
  public TransportKey transportKey() {
    return custody.transportKey();
  }

  /// Takes in a key that was made elsewhere, and keeps its record.
  ///
  /// @param subjectPublicKeyInfo of the certificate that comes with it, DER
  public KeyReference receive(
      SealedKey sealed,
      Bytes subjectPublicKeyInfo,
      CertificateId certificate,
      Version version,
      Origin.Imported origin) {
    var record = custody.receive(sealed, subjectPublicKeyInfo, certificate, version, origin);
    var reference = new KeyReference(ids.get());
    records.add(reference, record);
    return reference;
  }

  /// The record of the private half of a public key, if it is kept. Until the transaction ends,
  /// nobody else can bring that key.
  ///
  /// @param subjectPublicKeyInfo DER
  public Optional<KeyRecord> ofPublicKey(Bytes subjectPublicKeyInfo) {
    return records.ofPublicKey(subjectPublicKeyInfo);
  }

  /// How the key came to be kept, as its record says. That the record is what the HSM made, is seen
  /// when it is used.
  public Origin originOf(KeyReference key) {
    return recordOf(key).origin();
  }

  /// @return PKCS#10 (RFC 2986), DER, for exactly these names
  public Bytes requestFor(KeyReference key, SortedSet<Identifier> names) {
    return custody.signRequest(recordOf(key), names);
  }

  /// Says that the certificate of this key is to be revoked (RFC 8555 §7.6).
  ///
  /// @param revokeCert the CA's resource
  /// @param leaf of this key
  /// @return a JWS in flattened JSON
  public Bytes revocationBy(
      KeyReference key,
      URI revokeCert,
      String nonce,
      X509Certificate leaf,
      RevocationReason reason) {
    var statement = new RevocationStatement(revokeCert, nonce, derOf(leaf), reason);
    return custody.signRevocation(recordOf(key), statement);
  }

  private static Bytes derOf(X509Certificate leaf) {
    try {
      return Bytes.of(leaf.getEncoded());
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException("a parsed certificate has its encoding", impossible);
    }
  }

  /// Thumbprint of the SubjectPublicKeyInfo (DER).
  public Thumbprint subjectPublicKey(KeyReference key) {
    return recordOf(key).subjectPublicKey();
  }

  /// Seals the key to each recipient, in their order. It is unwrapped once.
  ///
  /// @param leafSubjectPublicKey of the certificate with which the key will be installed
  public List<SealedKey> seal(
      KeyReference key, Thumbprint leafSubjectPublicKey, List<RSAPublicKey> recipients) {
    return custody.seal(recordOf(key), leafSubjectPublicKey, recipients);
  }

  private KeyRecord recordOf(KeyReference key) {
    return records
        .find(key)
        .orElseThrow(() -> new IllegalArgumentException("no key record " + key));
  }
}
