package org.keyferry.custody;

import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.Thumbprint;

/// A private key as it may be stored anywhere: wrapped by a key that never leaves the token, and
/// bound to what it is for. Without the token it is worth nothing, and nothing in it can be changed
/// or exchanged.
///
/// @param certificate whose key it is
/// @param version of that certificate
/// @param type of the key pair
/// @param subjectPublicKeyInfo DER (RFC 5280 §4.1.2.7)
/// @param wrapped PKCS#8 PrivateKeyInfo, AES-KWP (RFC 5649)
/// @param kekLabel CKA_LABEL of the key encryption key
/// @param mechanism CKM number with which it was wrapped
/// @param origin its custody history: whether it was ever outside of the token
/// @param binding MAC by the token over all the members above
public record KeyRecord(
    CertificateId certificate,
    Version version,
    KeyType type,
    Bytes subjectPublicKeyInfo,
    Bytes wrapped,
    String kekLabel,
    long mechanism,
    Origin origin,
    Bytes binding) {

  public Thumbprint subjectPublicKey() {
    return Thumbprint.of(subjectPublicKeyInfo.toArray());
  }
}
