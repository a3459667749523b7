package org.keyferry.repository.issuance.acme;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.keyferry.protocol.pki.CertificateChain;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.shredzone.acme4j.exception.AcmeProtocolException;

/// Reads what came as `application/pem-certificate-chain` (RFC 8555 §9.1): certificates and nothing
/// else, and no more of it than any CA sends.
final class ChainBody {

  private static final int LONGEST = 64 * 1024;

  private ChainBody() {}

  /// Closes the body.
  ///
  /// @throws AcmeProtocolException if it is anything else
  static CertificateChain read(InputStream body) throws AcmeNetworkException {
    try (body) { // closed, it comes no further
      var octets = body.readNBytes(LONGEST + 1);
      if (octets.length > LONGEST) {
        throw new AcmeProtocolException("a chain of more than " + LONGEST + " octets");
      }
      if (octets.length == 0) {
        throw new AcmeProtocolException("a chain of no octets");
      }
      return CertificateChain.ofPem(new String(octets, StandardCharsets.ISO_8859_1));
    } catch (IllegalArgumentException malformed) {
      throw new AcmeProtocolException(
          "a chain that cannot be read: " + malformed.getMessage(), malformed);
    } catch (IOException failure) {
      throw new AcmeNetworkException(failure);
    }
  }
}
