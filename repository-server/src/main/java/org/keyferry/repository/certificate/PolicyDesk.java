package org.keyferry.repository.certificate;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Optional;
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
  private final Audit audit;
  private final Caller caller;

  public PolicyDesk(
      Policies policies, CertificateAuthorities authorities, Audit audit, Caller caller) {
    this.policies = policies;
    this.authorities = authorities;
    this.audit = audit;
    this.caller = caller;
  }

  /// @throws ProblemException REFERENCE_UNKNOWN, NAME_TAKEN
  public void add(Policy policy) {
    if (authorities.named(policy.ca()).isEmpty()) {
      throw ProblemException.at(
          ProblemType.REFERENCE_UNKNOWN,
          "ca",
          "no CA has the name " + policy.ca() + ": add it first");
    }
    if (!policies.add(policy)) {
      throw ProblemException.at(
          ProblemType.NAME_TAKEN, "name", "another policy has the name " + policy.name());
    }
    audit.record(
        AuditEvent.of("policy.added", caller.actor(), policy.name().value())
            .with("ca", policy.ca())
            .with("keyType", policy.keyType())
            .with("challenge", policy.challenge())
            .with("custody", policy.custody()));
  }

  /// @throws ProblemException NOT_FOUND
  public Policy find(DisplayName name) {
    return policies
        .named(name)
        .orElseThrow(() -> new ProblemException(ProblemType.NOT_FOUND, "no policy " + name));
  }

  public List<Policy> page(Optional<DisplayName> after, int limit) {
    return policies.page(after, limit);
  }
}
