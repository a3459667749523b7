package org.keyferry.repository.issuance.acme;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.jboss.logging.Logger;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.repository.issuance.AcmeFailure;
import org.shredzone.acme4j.Certificate;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeProtocolException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;

/// Takes one of the chains that a CA offers (RFC 8555 §7.4.2).
///
/// 1. The one whose topmost certificate has an issuer of the wanted name, and that ends below an
///    issuer of the CA.
/// 2. If there is none, or no name is wanted, the first that ends below an issuer of the CA.
/// 3. If there is none, the one that the CA prefers; the inspection says what is wrong with it.
///
/// The others are downloaded only if the first will not do; one that does not come is passed over.
final class Chains {

  private static final Logger LOG = Logger.getLogger(Chains.class);

  private final List<X509Certificate> issuers;
  private final Optional<String> wanted;

  /// @param issuers of the CA; any if there are none
  /// @param wanted common name
  Chains(List<X509Certificate> issuers, Optional<String> wanted) {
    this.issuers = issuers;
    this.wanted = wanted;
  }

  CertificateChain choose(Certificate preferred) throws AcmeException {
    var found = Optional.<CertificateChain>empty();
    if (endsWell(preferred)) {
      found = Optional.of(chainOf(preferred));
      if (isWanted(preferred)) {
        return found.get();
      }
    }
    for (var alternate : preferred.getAlternateCertificates()) {
      if (comes(alternate) && endsWell(alternate)) {
        if (isWanted(alternate)) {
          return chainOf(alternate);
        }
        found = found.or(() -> Optional.of(chainOf(alternate)));
      }
    }
    return found.orElseGet(() -> chainOf(preferred));
  }

  /// @throws AcmeException if the CA wants to be left alone first
  private static boolean comes(Certificate alternate) throws AcmeException {
    try {
      alternate.download();
      return true;
    } catch (AcmeException | AcmeProtocolException | AcmeFailure failure) {
      if (isWishForAPause(failure)) {
        throw failure;
      }
      LOG.warnf(
          "alternate chain does not come url=\"%s\" fault=\"%s\"",
          Printable.of(alternate.getLocation().toString()),
          Printable.of(String.valueOf(failure.getMessage())));
      return false;
    }
  }

  private static boolean isWishForAPause(Exception failure) {
    return switch (failure) {
      case AcmeRateLimitedException _, AcmeFailure.Paused _ -> true;
      case AcmeFailure.Unavailable busy -> busy.retryAfter().isPresent();
      default -> false;
    };
  }

  private boolean endsWell(Certificate certificate) {
    var top = topmostIssuer(certificate);
    return issuers.isEmpty()
        || issuers.stream().anyMatch(each -> each.getSubjectX500Principal().equals(top));
  }

  private boolean isWanted(Certificate certificate) {
    return wanted.isEmpty() || wanted.equals(commonName(topmostIssuer(certificate)));
  }

  private static X500Principal topmostIssuer(Certificate certificate) {
    return certificate.getCertificateChain().getLast().getIssuerX500Principal();
  }

  private static Optional<String> commonName(X500Principal name) {
    var names = X500Name.getInstance(name.getEncoded()).getRDNs(BCStyle.CN);
    return names.length == 0
        ? Optional.empty()
        : Optional.of(IETFUtils.valueToString(names[0].getFirst().getValue()));
  }

  private static CertificateChain chainOf(Certificate certificate) {
    return new CertificateChain(certificate.getCertificateChain());
  }
}
