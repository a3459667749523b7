package org.keyferry.custody;

import java.net.URI;
import java.util.regex.Pattern;
import org.keyferry.protocol.pki.Bytes;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.protocol.pki.RevocationReason;

/// That a certificate is to be revoked (RFC 8555 §7.6), for its own key to sign.
///
/// @param url the CA's resource `revokeCert`, HTTPS
/// @param nonce of the CA, base64url (§6.5.1)
/// @param certificate DER
public record RevocationStatement(
    URI url, String nonce, Bytes certificate, RevocationReason reason) {

  private static final Pattern NONCE = Pattern.compile("[A-Za-z0-9_-]{1,512}");
  private static final int LONGEST_URL = 2048;

  public RevocationStatement {
    if (!"https".equals(url.getScheme()) || url.toASCIIString().length() > LONGEST_URL) {
      throw new IllegalArgumentException(
          "not an HTTPS URL of at most "
              + LONGEST_URL
              + " characters: "
              + Printable.of(url.toASCIIString()));
    }
    if (!NONCE.matcher(nonce).matches()) {
      throw new IllegalArgumentException("not a nonce of ACME: " + Printable.of(nonce));
    }
  }
}
