package org.keyferry.repository.issuance;

import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.keyferry.protocol.pki.DnsName;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.issuance.PreCheckConfig.Look;

/// Looks where a CA will look, before it does. What fails here costs no attempt at the CA, and can
/// say what to mend.
@ApplicationScoped
public class PreCheck {

  private static final Logger LOG = Logger.getLogger(PreCheck.class);

  private final PreCheckConfig config;
  private final CaaRecords caa;
  private final CaaApplicants applicants;
  private final NameServer nameServer;
  private final AuthoritativeServers servers;
  private final PublicRoad road;
  private final PersistentRecords records;
  private final InstantSource clock;

  public PreCheck(
      PreCheckConfig config,
      CaaRecords caa,
      CaaApplicants applicants,
      NameServer nameServer,
      AuthoritativeServers servers,
      PublicRoad road,
      PersistentRecords records,
      InstantSource clock) {
    this.config = config;
    this.caa = caa;
    this.applicants = applicants;
    this.nameServer = nameServer;
    this.servers = servers;
    this.road = road;
    this.records = records;
    this.clock = clock;
  }

  /// Whether the CAA records of all names (RFC 8659 is about no others) let the CA issue. The CA is
  /// asked only if there are such records: for its names in them, and for the repository's account.
  ///
  /// @throws NameServerFailure if the DNS does not say
  /// @throws AcmeFailure if the CA does not tell who it is
  public Outlook beforeOrder(CertificateAuthority ca, CertificateSpec spec) {
    if (config.caa() == Look.OFF) {
      return new Outlook.Clear();
    }
    var seen = new HashMap<Domain, List<CaaRecord>>();
    Optional<CaaApplicant> applicant = Optional.empty();
    for (var name : namesOf(spec)) {
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
      case HTTP_01, TLS_ALPN_01 ->
          config.reach() == Look.ON ? road.leadsTo(answer) : new Outlook.Clear();
      case DNS_01 -> beforeDns01(answer);
      case DNS_PERSIST_01 -> new Outlook.Clear(); // see beforePersistence
    };
  }

  /// Whether the record of dns-persist-01 stands where the CA will look. One that ends soon is
  /// warned of: nobody would notice before the renewal after its end.
  ///
  /// @param name that is validated, without `*.`
  /// @param issuers by which the CA recognizes itself, as the challenge says; if it does not, as
  ///   for CAA
  /// @throws NameServerFailure if the DNS does not say
  /// @throws AcmeFailure if the CA does not tell who it is
  public Outlook beforePersistence(
      CertificateAuthority ca, CertificateSpec spec, DnsName name, List<String> issuers) {
    var applicant = applicants.at(ca);
    var known = issuers.isEmpty() ? new ArrayList<>(applicant.identities()) : issuers;
    if (known.isEmpty()) {
      return new Outlook.Obstructed(
          "the CA "
              + ca.name()
              + " does not say by which domain name it recognizes itself: set"
              + " keyferry.precheck.caa-identities.\""
              + ca.name()
              + "\"");
    }
    var wildcard =
        spec.identifiers().stream().anyMatch(each -> each.isWildcard() && each.base().equals(name))
            ? PersistentRecord.Wildcard.YES
            : PersistentRecord.Wildcard.NO;
    return outlook(name, wildcard, known, applicant.account());
  }

  private Outlook outlook(
      DnsName name, PersistentRecord.Wildcard wildcard, List<String> issuers, URI account) {
    var now = clock.instant();
    var search = PersistentRecord.lookFor(name, wildcard, issuers, account);
    return switch (search.among(records.at(name), now)) {
      case PersistentRecord.Finding.Missing(var sentence) -> new Outlook.Obstructed(sentence);
      case PersistentRecord.Finding.Found(var until) -> {
        until
            .filter(end -> Duration.between(now, end).compareTo(config.recordEnds()) < 0)
            .ifPresent(end -> LOG.warnf("validation record ends name=%s until=%s", name, end));
        yield new Outlook.Clear();
      }
    };
  }

  private Outlook beforeDns01(ChallengeAnswer answer) {
    if (!nameServer.shows(answer.dnsName(), answer.digest())) {
      return new Outlook.Obstructed(
          "the name server took the record for "
              + answer.name()
              + " and does not show it yet: if it goes on like this, look at the name server");
    }
    return config.nameServers() == Look.ON
        ? servers.show(answer.dnsName(), answer.digest())
        : new Outlook.Clear();
  }

  private static List<DnsName> namesOf(CertificateSpec spec) {
    return spec.identifiers().stream()
        .filter(DnsName.class::isInstance)
        .map(DnsName.class::cast)
        .toList();
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
