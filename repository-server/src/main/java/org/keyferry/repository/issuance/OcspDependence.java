package org.keyferry.repository.issuance;

import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.X509ObjectIdentifiers;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;

/// How a certificate makes its clients depend on OCSP.
///
/// @param responder address in the authority information access (RFC 5280 §4.2.2.1)
/// @param mustBeStapled whether it has the TLS feature `status_request` or `status_request_v2` (RFC
///   7633)
record OcspDependence(Optional<String> responder, boolean mustBeStapled) {

  private static final ASN1ObjectIdentifier TLS_FEATURE =
      new ASN1ObjectIdentifier("1.3.6.1.5.5.7.1.24");
  private static final Set<ASN1Integer> STATUS_REQUESTS =
      Set.of(new ASN1Integer(5), new ASN1Integer(17)); // RFC 6066, RFC 6961

  /// @throws CertificateParsingException if an extension that says so does not parse
  static OcspDependence of(X509Certificate leaf) throws CertificateParsingException {
    try {
      var extensions = Optional.ofNullable(new JcaX509CertificateHolder(leaf).getExtensions());
      return new OcspDependence(
          extensions.flatMap(OcspDependence::responderIn),
          extensions.filter(OcspDependence::asksForStapling).isPresent());
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException("it came as DER", impossible);
    } catch (IllegalArgumentException | IllegalStateException malformed) { // as BC has it
      throw new CertificateParsingException(malformed);
    }
  }

  private static Optional<String> responderIn(Extensions extensions) {
    return Optional.ofNullable(AuthorityInformationAccess.fromExtensions(extensions)).stream()
        .flatMap(access -> Stream.of(access.getAccessDescriptions()))
        .filter(each -> each.getAccessMethod().equals(X509ObjectIdentifiers.ocspAccessMethod))
        .map(each -> each.getAccessLocation().getName().toString())
        .findFirst();
  }

  private static boolean asksForStapling(Extensions extensions) {
    var features = extensions.getExtensionParsedValue(TLS_FEATURE);
    return features != null
        && Stream.of(ASN1Sequence.getInstance(features).toArray())
            .map(ASN1Integer::getInstance)
            .anyMatch(STATUS_REQUESTS::contains);
  }
}
