package org.keyferry.repository.issuance.acme;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.TreeSet;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.issuance.CaaApplicant;
import org.keyferry.repository.issuance.CaaApplicants;
import org.keyferry.repository.issuance.PreCheckConfig;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.exception.AcmeException;

/// [CaaApplicants] by `caaIdentities` of the directory (RFC 8555 §7.1.1), or what the settings say.
@ApplicationScoped
class Acme4jApplicants implements CaaApplicants {

  private final AcmeLogins logins;
  private final PreCheckConfig config;

  Acme4jApplicants(AcmeLogins logins, PreCheckConfig config) {
    this.logins = logins;
    this.config = config;
  }

  @Override
  public CaaApplicant at(CertificateAuthority ca) {
    try {
      return logins.ask(ca, login -> applicant(ca, login));
    } catch (AcmeException failure) {
      throw Problems.failure(ca, failure);
    } catch (RuntimeException failure) {
      if (Problems.isOfAcme4j(failure)) {
        throw Problems.failure(ca, failure);
      }
      throw failure;
    }
  }

  private CaaApplicant applicant(CertificateAuthority ca, Login login) throws AcmeException {
    var configured = config.caaIdentities().get(ca.name().value());
    var identities =
        configured == null ? login.getSession().getMetadata().getCaaIdentities() : configured;
    return new CaaApplicant(
        ca.name(), new TreeSet<>(identities), URI.create(login.getAccountLocation().toString()));
  }
}
