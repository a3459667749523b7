package org.keyferry.protocol.bundle;

import java.nio.charset.StandardCharsets;
import org.keyferry.protocol.pki.Bytes;

/// Makes statements: a JWS in compact serialization (RFC 7515 §7.1) over a canonical payload.
///
/// Stateless but for the signer. ECDSA is randomized: the same bundle signed twice has two digests,
/// so whoever needs the digest keeps the text.
public final class StatementWriter {

  private final StatementSigner signer;

  public StatementWriter(StatementSigner signer) {
    this.signer = signer;
  }

  /// @return ASCII; its thumbprint goes into the manifest
  public String write(Bundle bundle) {
    return compact(Bundle.TYPE, CanonicalPayload.of(bundle));
  }

  /// @return ASCII
  public String write(Manifest manifest) {
    return compact(Manifest.TYPE, CanonicalPayload.of(manifest));
  }

  private String compact(String type, String payload) {
    var header = ProtectedHeader.of(signer.keyId(), type);
    var signingInput = base64Url(header.toString()) + "." + base64Url(payload);
    var signature = signer.sign(signingInput.getBytes(StandardCharsets.US_ASCII));
    if (!Es256Signatures.isCanonical(signature)) {
      throw new IllegalStateException("the signer did not give R and S, 32 octets each");
    }
    return signingInput + "." + Bytes.of(signature).toBase64Url();
  }

  private static String base64Url(String text) {
    return Bytes.of(text.getBytes(StandardCharsets.US_ASCII)).toBase64Url();
  }
}
