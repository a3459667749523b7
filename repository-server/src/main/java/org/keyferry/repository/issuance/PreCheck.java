package org.keyferry.repository.issuance;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.issuance.PreCheckConfig.Look;

/// Looks where a CA will look, before it does. What fails here costs no attempt at the CA, and can
/// say what to mend.
@ApplicationScoped
public class PreCheck {

  private final PreCheckConfig config;
  private final CaaRecords caa;
  private final CaaApplicants applicants;
  private final NameServer nameServer;
  private final AuthoritativeServers servers;
  private final PublicRoad road;

  public PreCheck(
      PreCheckConfig config,
      CaaRecords caa,
      CaaApplicants applicants,
      NameServer nameServer,
      AuthoritativeServers servers,
      PublicRoad road) {
    this.config = config;
    this.caa = caa;
    this.applicants = applicants;
    this.nameServer = nameServer;
    this.servers = servers;
    this.road = road;
  }

  /// Whether the CAA records of all names let the CA issue. The CA is asked only if there are such
  /// records: for its names in them, and for the repository's account.
  ///
  /// @throws NameServerFailure if the DNS does not say
  /// @throws AcmeFailure if the CA does not tell who it is
  public Outlook beforeOrder(CertificateAuthority ca, CertificateSpec spec) {
    if (config.caa() == Look.OFF) {
      return new Outlook.Clear();
    }
    var seen = new HashMap<Domain, List<CaaRecord>>();
    Optional<CaaApplicant> applicant = Optional.empty();
    for (var name : spec.identifiers()) {
      var at = relevant(name, seen);
      if (at.isEmpty()) {
        continue;
      }
      if (applicant.isEmpty()) {
        applicant = Optional.of(applicants.at(ca));
      }
      var records = seen.getOrDefault(at.get(), List.of());
      var outlook =
          CaaRules.judge(at.get(), records, name, spec.challenge(), applicant.orElseThrow());
      if (outlook instanceof Outlook.Obstructed) {
        return outlook;
      }
    }
    return new Outlook.Clear();
  }

  /// Whether the CA would find the answer.
  ///
  /// @throws NameServerFailure if the DNS does not say
  public Outlook beforeChallenge(ChallengeAnswer answer) {
    return switch (answer.type()) {
      case HTTP_01 -> config.reach() == Look.ON ? road.leadsTo(answer) : new Outlook.Clear();
      case DNS_01 -> beforeDns01(answer);
    };
  }

  private Outlook beforeDns01(ChallengeAnswer answer) {
    if (!nameServer.shows(answer.name(), answer.digest())) {
      return new Outlook.Obstructed(
          "the name server took the record for "
              + answer.name()
              + " and does not show it yet: if it goes on like this, look at the name server");
    }
    return config.nameServers() == Look.ON
        ? servers.show(answer.name(), answer.digest())
        : new Outlook.Clear();
  }

  /// RFC 8659 §3, RelevantCAASet: up the tree from the name, to the first domain with CAA records.
  private Optional<Domain> relevant(DnsName name, Map<Domain, List<CaaRecord>> seen) {
    for (var at = Optional.of(Domain.of(name)); at.isPresent(); at = at.get().parent()) {
      if (!seen.computeIfAbsent(at.get(), caa::at).isEmpty()) {
        return at;
      }
    }
    return Optional.empty();
  }
}
