package org.keyferry.custody;

import org.keyferry.cryptoki.Pkcs11;
import org.keyferry.cryptoki.Template;
import org.keyferry.protocol.bundle.KeyTransport;
import org.keyferry.protocol.pki.Bytes;

/// What one PKCS#11 module can do and insists on, found out by trying it.
///
/// @param library as the module names itself, with its version
/// @param token manufacturer and model
/// @param wrapMechanism CKM number of AES-KWP (RFC 5649): 0x210B, or 0x210A in older modules
/// @param transport RSAES-OAEP with the strongest hash that the module takes
/// @param unwrapping what it wants to be told when it unwraps an EC key
/// @param templates whether it holds others to the templates of the key encryption key
public record ModuleProfile(
    String library,
    String token,
    long wrapMechanism,
    KeyTransport transport,
    Unwrapping unwrapping,
    Templates templates) {

  public enum Unwrapping {
    /// Nothing beyond PKCS#11.
    PLAIN,
    /// The public point, in NSS's own CKA_NSS_DB.
    WITH_EC_POINT;

    /// @param subjectPublicKeyInfo of the private key that is unwrapped
    Template of(Template privateKey, Bytes subjectPublicKeyInfo) {
      return switch (this) {
        case PLAIN -> privateKey;
        case WITH_EC_POINT ->
            privateKey.octets(Pkcs11.CKA_NSS_DB, SubjectPublicKeys.pointOf(subjectPublicKeyInfo));
      };
    }
  }

  public enum Templates {
    ENFORCED,
    /// Whoever has the PIN can unwrap keys in clear.
    IGNORED
  }
}
