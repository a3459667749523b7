package org.keyferry.protocol.pki;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/// Names a certificate where renewal is spoken of (RFC 9773 §4.1): the key identifier of its issuer
/// and its serial number, both in base64url without padding, with a dot between them.
public record AriCertId(String value) {

  private static final Pattern SYNTAX =
      Pattern.compile("[A-Za-z0-9_-]{1,128}\\.[A-Za-z0-9_-]{1,64}");
  private static final String AUTHORITY_KEY_IDENTIFIER = "2.5.29.35"; // RFC 5280 §4.2.1.1
  private static final int OCTET_STRING = 0x04;
  private static final int SEQUENCE = 0x30;
  private static final int KEY_IDENTIFIER = 0x80; // [0] IMPLICIT OCTET STRING
  private static final int ONE_MORE = 0x81; // octet of a long length
  private static final int TWO_MORE = 0x82;
  private static final int LONGEST_KEY_IDENTIFIER = 64;

  public AriCertId {
    if (!SYNTAX.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "'" + Printable.of(value) + "' is not a key identifier and a serial number (RFC 9773)");
    }
  }

  /// @return empty if the certificate does not say by which key it was signed
  public static Optional<AriCertId> of(X509Certificate certificate) {
    var base64 = Base64.getUrlEncoder().withoutPadding();
    return Optional.ofNullable(certificate.getExtensionValue(AUTHORITY_KEY_IDENTIFIER))
        .map(Bytes::of)
        .flatMap(AriCertId::keyIdentifierIn)
        .map(key ->
            new AriCertId(
                base64.encodeToString(key.toArray())
                    + "."
                    // the value octets of the DER INTEGER, its leading zero included
                    + base64.encodeToString(certificate.getSerialNumber().toByteArray())));
  }

  /// @param extension OCTET STRING around AuthorityKeyIdentifier, DER
  private static Optional<Bytes> keyIdentifierIn(Bytes extension) {
    return content(extension, OCTET_STRING)
        .flatMap(identifier -> content(identifier, SEQUENCE))
        .flatMap(members -> content(members, KEY_IDENTIFIER))
        .filter(key -> key.length() > 0 && key.length() <= LONGEST_KEY_IDENTIFIER);
  }

  /// @return what the first element holds, if it has the tag
  private static Optional<Bytes> content(Bytes der, int tag) {
    var octets = ByteBuffer.wrap(der.toArray());
    try {
      if (Byte.toUnsignedInt(octets.get()) != tag) {
        return Optional.empty();
      }
      var content = new byte[length(octets)];
      octets.get(content);
      return Optional.of(Bytes.of(content));
    } catch (BufferUnderflowException _) {
      return Optional.empty();
    }
  }

  /// X.690 §8.1.3, as far as extensions go.
  private static int length(ByteBuffer octets) {
    var first = Byte.toUnsignedInt(octets.get());
    return switch (first) {
      case ONE_MORE -> Byte.toUnsignedInt(octets.get());
      case TWO_MORE -> Short.toUnsignedInt(octets.getShort());
      default -> {
        if (first > ONE_MORE) {
          throw new BufferUnderflowException();
        }
        yield first;
      }
    };
  }

  @Override
  public String toString() {
    return value;
  }
}
