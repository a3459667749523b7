package org.keyferry.repository.certificate;

import static java.util.stream.Collectors.joining;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEvent;
import org.keyferry.repository.audit.Caller;

/// What officers do with policies.
@ApplicationScoped
@Transactional
public class PolicyDesk {

  private final Policies policies;
  private final CertificateAuthorities authorities;
  private final Certificates certificates;
  private final Audit audit;
  private final Caller caller;

  public PolicyDesk(
      Policies policies,
      CertificateAuthorities authorities,
      Certificates certificates,
      Audit audit,
      Caller caller) {
    this.policies = policies;
    this.authorities = authorities;
    this.certificates = certificates;
    this.audit = audit;
    this.caller = caller;
  }

  /// @throws ProblemException REFERENCE_UNKNOWN, NAME_TAKEN
  public void add(Policy policy) {
    requireAuthorities(policy);
    if (!policies.add(policy)) {
      throw ProblemException.at(
          ProblemType.NAME_TAKEN, "name", "another policy has the name " + policy.name());
    }
    record("policy.added", policy);
  }

  /// Counts from the next order of each certificate on; orders under way end as they began.
  ///
  /// @param seen whether a policy is what the officer has seen
  /// @throws ProblemException NOT_FOUND, REFERENCE_UNKNOWN; PRECONDITION_FAILED if it is something
  ///   else by now; STATE_CONFLICT if a wildcard or an address needs another challenge
  public void change(Policy policy, Predicate<Policy> seen) {
    requireAuthorities(policy);
    var present = taken(policy.name());
    if (!seen.test(present)) {
      throw new ProblemException(
          ProblemType.PRECONDITION_FAILED,
          "policy " + policy.name() + " was changed meanwhile: look at it again");
    }
    refuseUnprovable(policy);
    policies.replace(policy);
    record("policy.changed", policy);
  }

  private void refuseUnprovable(Policy policy) {
    var most = Uses.MOST_NAMED + 1;
    var unprovable = certificates.notProvableBy(policy.challenge(), policy.name(), most);
    switch (policy.challenge()) {
      case HTTP_01, TLS_ALPN_01 ->
          Uses.refuse(
              "policy " + policy.name() + " needs dns-01: it", "wildcard certificates", unprovable);
      case DNS_01, DNS_PERSIST_01 ->
          Uses.refuse(
              "policy " + policy.name() + " needs http-01 or tls-alpn-01: it",
              "certificates with IP addresses",
              unprovable);
    }
  }

  /// @throws ProblemException NOT_FOUND; STATE_CONFLICT if certificates are made by it
  public void remove(DisplayName name) {
    taken(name);
    Uses.refuse("policy " + name, "certificates", certificates.using(name, Uses.MOST_NAMED + 1));
    policies.remove(name);
    audit.record(AuditEvent.of("policy.removed", caller.actor(), name.value()));
  }

  private void requireAuthorities(Policy policy) {
    for (var index = 0; index < policy.issuers().size(); index++) {
      var ca = policy.issuers().get(index).ca();
      if (authorities.held(ca).isEmpty()) {
        throw ProblemException.at(
            ProblemType.REFERENCE_UNKNOWN,
            "issuers[" + index + "].ca",
            "no CA has the name " + ca + ": add it first");
      }
    }
  }

  private void record(String kind, Policy policy) {
    audit.record(
        AuditEvent.of(kind, caller.actor(), policy.name().value())
            .with("issuers", policy.issuers().stream().map(Object::toString).collect(joining(" ")))
            .with("keyType", policy.keyType())
            .with("shortestValidity", shown(policy.validity().shortest()))
            .with("longestValidity", shown(policy.validity().longest()))
            .with("validityReason", shown(policy.validity().reason()))
            .with("otherValidity", policy.validity().otherwise())
            .with("renewAfter", shown(policy.renewAfter()))
            .with("outage", shown(policy.outage()))
            .with("challenge", policy.challenge())
            .with("preferredChain", shown(policy.preferredChain()))
            .with(
                "mustNot",
                policy.mustNot().stream().map(Trait::toString).sorted().collect(joining(" ")))
            .with("custody", policy.custody()));
  }

  private static String shown(Optional<?> value) {
    return value.map(Object::toString).orElse("-");
  }

  /// Nobody else changes it or begins to use it until the transaction ends.
  private Policy taken(DisplayName name) {
    return policies.taken(name).orElseThrow(() -> notFound(name));
  }

  /// @throws ProblemException NOT_FOUND
  public Policy find(DisplayName name) {
    return policies.named(name).orElseThrow(() -> notFound(name));
  }

  private static ProblemException notFound(DisplayName name) {
    return new ProblemException(ProblemType.NOT_FOUND, "no policy " + name);
  }

  public List<Policy> page(Optional<DisplayName> after, int limit) {
    return policies.page(after, limit);
  }
}
