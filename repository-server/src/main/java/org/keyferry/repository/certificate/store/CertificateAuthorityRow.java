package org.keyferry.repository.certificate.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.certificate.Limit;
import org.keyferry.repository.certificate.Limits;

@Entity
@Table(name = "certificate_authority")
@NullUnmarked
class CertificateAuthorityRow {

  @Id String name;
  String directory;
  String[] contacts;

  @Column(name = "trust_anchors")
  String[] trustAnchors;

  String[] issuers;
  String[] limits;

  @Column(name = "exempts_renewals")
  boolean exemptsRenewals;

  CertificateAuthorityRow take(CertificateAuthority ca) {
    name = ca.name().value();
    directory = ca.directory().toString();
    contacts = ca.contacts().stream().map(URI::toString).toArray(String[]::new);
    trustAnchors = pemOf(ca.trustAnchors());
    issuers = pemOf(ca.issuers());
    limits = ca.limits().each().stream().map(Limit::toString).toArray(String[]::new);
    exemptsRenewals = ca.limits().exemptsRenewals();
    return this;
  }

  CertificateAuthority toCertificateAuthority() {
    return new CertificateAuthority(
        new DisplayName(name),
        URI.create(directory),
        Stream.of(contacts).map(URI::create).toList(),
        certificatesOf(trustAnchors),
        certificatesOf(issuers),
        new Limits(Stream.of(limits).map(Limit::parse).toList(), exemptsRenewals));
  }

  private static String[] pemOf(List<X509Certificate> certificates) {
    return certificates.stream()
        .map(each -> new CertificateChain(List.of(each)).toPem())
        .toArray(String[]::new);
  }

  private static List<X509Certificate> certificatesOf(String[] pem) {
    return Stream.of(pem).map(CertificateChain::ofPem).map(CertificateChain::leaf).toList();
  }
}
