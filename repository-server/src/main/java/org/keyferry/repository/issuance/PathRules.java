package org.keyferry.repository.issuance;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyStore;
import java.security.PublicKey;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.keyferry.protocol.pki.Printable;

/// What must hold of a chain: each certificate issued by the next, all of them strong, up to a root
/// that the officers named for the CA.
final class PathRules {

  private static final Set<String> STRONG_SIGNATURES =
      Set.of(
          "SHA256WITHRSA",
          "SHA384WITHRSA",
          "SHA512WITHRSA",
          "SHA256WITHECDSA",
          "SHA384WITHECDSA",
          "SHA512WITHECDSA",
          "ED25519",
          "EDDSA");
  private static final Set<String> STRONG_DIGESTS = Set.of("SHA-256", "SHA-384", "SHA-512");
  private static final int SMALLEST_RSA = 2048;
  private static final int SMALLEST_EC = 256;
  private static final String PSS = "RSASSA-PSS";
  private static final int KEY_CERT_SIGN = 5; // KeyUsage bit (RFC 5280 §4.2.1.3)

  private final List<X509Certificate> chain;
  private final List<X509Certificate> roots;
  private final Instant now;

  /// @param roots empty: those of the JDK
  PathRules(List<X509Certificate> chain, List<X509Certificate> roots, Instant now) {
    this.chain = chain;
    this.roots = roots.isEmpty() ? rootsOfTheJdk() : roots;
    this.now = now;
  }

  Optional<Verdict.Refused> firstFault() {
    for (var index = 0; index < chain.size(); index++) {
      var certificate = chain.get(index);
      if (roots.contains(certificate)) {
        return index < chain.size() - 1
            ? refused(ChainFault.SURPLUS, describe(chain.get(index + 1)))
            : pkix(chain.subList(0, index), certificate);
      }
      var weak = weakness(certificate);
      if (weak.isPresent()) {
        return weak;
      }
      if (index == chain.size() - 1) {
        return top(certificate);
      }
      var link = link(certificate, chain.get(index + 1));
      if (link.isPresent()) {
        return link;
      }
    }
    throw new IllegalStateException("a chain is not empty");
  }

  private Optional<Verdict.Refused> weakness(X509Certificate certificate) {
    var algorithm = certificate.getSigAlgName();
    if (STRONG_SIGNATURES.stream().noneMatch(algorithm::equalsIgnoreCase)
        && !isStrongPss(certificate)) {
      return refused(
          ChainFault.WEAK_SIGNATURE, Printable.of(algorithm) + " on " + describe(certificate));
    }
    return isStrong(certificate.getPublicKey())
        ? Optional.empty()
        : refused(ChainFault.WEAK_KEY, "in " + describe(certificate));
  }

  private Optional<Verdict.Refused> link(X509Certificate issued, X509Certificate issuer) {
    if (!issued.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())) {
      return refused(
          ChainFault.ORDER_WRONG, describe(issuer) + " stands behind " + describe(issued));
    }
    if (!verifies(issued, issuer.getPublicKey())) {
      return refused(ChainFault.SIGNATURE_WRONG, "on " + describe(issued));
    }
    return mayIssue(issuer);
  }

  private Optional<Verdict.Refused> mayIssue(X509Certificate issuer) {
    var usage = Optional.ofNullable(issuer.getKeyUsage());
    if (issuer.getBasicConstraints() < 0
        || usage.filter(each -> !each[KEY_CERT_SIGN]).isPresent()) {
      return refused(ChainFault.ISSUER_NOT_A_CA, describe(issuer));
    }
    var notBefore = issuer.getNotBefore().toInstant();
    var notAfter = issuer.getNotAfter().toInstant();
    return now.isBefore(notBefore) || now.isAfter(notAfter)
        ? refused(
            ChainFault.ISSUER_NOT_VALID,
            describe(issuer) + " is valid from " + notBefore + " to " + notAfter)
        : Optional.empty();
  }

  private Optional<Verdict.Refused> top(X509Certificate last) {
    var named =
        roots.stream()
            .filter(root -> root.getSubjectX500Principal().equals(last.getIssuerX500Principal()))
            .toList();
    if (named.isEmpty()) {
      return refused(
          ChainFault.ISSUER_MISSING,
          "it ends with "
              + describe(last)
              + ", issued by "
              + Printable.of(last.getIssuerX500Principal().getName()));
    }
    var signers = named.stream().filter(root -> verifies(last, root.getPublicKey())).toList();
    if (signers.isEmpty()) {
      return refused(ChainFault.SIGNATURE_WRONG, "on " + describe(last));
    }
    return signers.stream()
        .filter(root -> mayIssue(root).isEmpty())
        .findFirst()
        .map(root -> pkix(chain, root))
        .orElseGet(() -> mayIssue(signers.getFirst()));
  }

  /// The rest of RFC 5280 §6: path lengths, name constraints, policies, critical extensions.
  private Optional<Verdict.Refused> pkix(List<X509Certificate> path, X509Certificate root) {
    try {
      var parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
      parameters.setDate(Date.from(now));
      parameters.setRevocationEnabled(false);
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
      return Optional.empty();
    } catch (CertPathValidatorException broken) {
      return refused(
          ChainFault.ISSUER_CONSTRAINED, Printable.of(String.valueOf(broken.getMessage())));
    } catch (InvalidAlgorithmParameterException | CertificateException impossible) {
      throw new IllegalStateException("one anchor and a list of certificates", impossible);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has PKIX", impossible);
    }
  }

  /// Its name says nothing of the digests, and what it leaves out is SHA-1 (RFC 4055 §3.1).
  private static boolean isStrongPss(X509Certificate certificate) {
    var encoded = certificate.getSigAlgParams();
    if (encoded == null || !certificate.getSigAlgName().equalsIgnoreCase(PSS)) {
      return false;
    }
    try {
      var parameters = AlgorithmParameters.getInstance(PSS);
      parameters.init(encoded);
      var pss = parameters.getParameterSpec(PSSParameterSpec.class);
      return STRONG_DIGESTS.contains(pss.getDigestAlgorithm())
          && pss.getMGFParameters() instanceof MGF1ParameterSpec mask
          && STRONG_DIGESTS.contains(mask.getDigestAlgorithm());
    } catch (GeneralSecurityException | IOException _) {
      return false;
    }
  }

  private static boolean isStrong(PublicKey key) {
    return switch (key) {
      case RSAPublicKey rsa -> rsa.getModulus().bitLength() >= SMALLEST_RSA;
      case ECPublicKey ec -> ec.getParams().getCurve().getField().getFieldSize() >= SMALLEST_EC;
      default -> key.getAlgorithm().equals("EdDSA");
    };
  }

  private static boolean verifies(X509Certificate issued, PublicKey issuer) {
    try {
      issued.verify(issuer);
      return true;
    } catch (GeneralSecurityException _) {
      return false;
    }
  }

  private static List<X509Certificate> rootsOfTheJdk() {
    try {
      var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init((KeyStore) null);
      return Stream.of(factory.getTrustManagers())
          .filter(X509TrustManager.class::isInstance)
          .map(X509TrustManager.class::cast)
          .flatMap(each -> Arrays.stream(each.getAcceptedIssuers()))
          .toList();
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("every JDK has roots", impossible);
    }
  }

  private static String describe(X509Certificate certificate) {
    return "'" + Printable.of(certificate.getSubjectX500Principal().getName()) + "'";
  }

  private static Optional<Verdict.Refused> refused(ChainFault fault, String detail) {
    return Optional.of(new Verdict.Refused(fault, detail));
  }
}
