package org.keyferry.protocol.pki;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/// Certificates, leaf first, each signed by the next (RFC 8555 §9.1). At most ten.
///
/// Whether it chains, is valid or is trusted is not checked here.
public record CertificateChain(List<X509Certificate> certificates) {

  /// More than any CA sends; a longer one is an attack.
  public static final int MAX_LENGTH = 10;

  private static final int MAX_PEM_LENGTH = 64 * 1024;
  private static final Pattern PEM =
      Pattern.compile(
          "\\s*+-----BEGIN CERTIFICATE-----[ \\t\\r]*+\\n"
              + "([A-Za-z0-9+/=\\s]+?)"
              + "\\n-----END CERTIFICATE-----[ \\t\\r]*+(?:\\n\\s*+|$)");
  private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

  public CertificateChain {
    certificates = List.copyOf(certificates);
    if (certificates.isEmpty() || certificates.size() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a chain has 1 to " + MAX_LENGTH + " certificates, not " + certificates.size());
    }
  }

  /// Reads `application/pem-certificate-chain` (RFC 8555 §9.1) strictly: CERTIFICATE blocks and
  /// white space, nothing else.
  ///
  /// @throws IllegalArgumentException if there is anything else, or a block is no certificate
  public static CertificateChain ofPem(String pem) {
    if (pem.length() > MAX_PEM_LENGTH) {
      throw new IllegalArgumentException(
          "a PEM chain has at most " + MAX_PEM_LENGTH + " characters");
    }
    var blocks = PEM.matcher(pem);
    var certificates = new ArrayList<Bytes>();
    var end = 0;
    while (blocks.lookingAt()) {
      certificates.add(contentOf(blocks.group(1)));
      end = blocks.end();
      blocks.region(end, pem.length());
    }
    if (end != pem.length()) {
      throw new IllegalArgumentException("something in the PEM chain is not a certificate");
    }
    return ofDer(certificates);
  }

  /// @param encoded DER, leaf first
  /// @throws IllegalArgumentException if one is not exactly one DER certificate
  public static CertificateChain ofDer(List<Bytes> encoded) {
    return new CertificateChain(encoded.stream().map(CertificateChain::certificateOf).toList());
  }

  public X509Certificate leaf() {
    return certificates.getFirst();
  }

  /// Thumbprint of the leaf's SubjectPublicKeyInfo (DER).
  public Thumbprint subjectPublicKey() {
    return Thumbprint.of(leaf().getPublicKey().getEncoded());
  }

  /// DER, leaf first.
  public List<Bytes> der() {
    return certificates.stream().map(CertificateChain::encodingOf).toList();
  }

  /// PEM in the strict form of RFC 7468 §3, lines of 64 characters, LF.
  public String toPem() {
    var pem = new StringBuilder();
    for (var der : der()) {
      pem.append("-----BEGIN CERTIFICATE-----\n")
          .append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der.toArray()))
          .append("\n-----END CERTIFICATE-----\n");
    }
    return pem.toString();
  }

  private static Bytes contentOf(String block) {
    var base64 = WHITE_SPACE.matcher(block).replaceAll("");
    var content = Base64.getDecoder().decode(base64);
    if (!Base64.getEncoder().encodeToString(content).equals(base64)) {
      throw new IllegalArgumentException("a certificate is not in canonical base64");
    }
    return Bytes.of(content);
  }

  private static X509Certificate certificateOf(Bytes der) {
    try {
      var certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der.toArray()));
      if (!encodingOf(certificate).equals(der)) {
        throw new IllegalArgumentException("not exactly one DER certificate");
      }
      return certificate;
    } catch (CertificateException malformed) {
      throw new IllegalArgumentException("not a DER certificate", malformed);
    }
  }

  private static Bytes encodingOf(X509Certificate certificate) {
    try {
      return Bytes.of(certificate.getEncoded());
    } catch (CertificateEncodingException impossible) {
      throw new IllegalStateException("a parsed certificate has its encoding", impossible);
    }
  }
}
