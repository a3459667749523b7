package org.keyferry.repository.notice;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.keyferry.repository.certificate.Certificates;
import org.keyferry.repository.incident.Revocation;
import org.keyferry.repository.incident.Revocations;
import org.keyferry.repository.incident.StoredRevocation;

/// What should be revoked and is not: its CA has not taken it for long, or will not.
@ApplicationScoped
class FailingRevocations implements ConditionSource {

  private static final int MOST = 1000;
  private static final Duration REMEMBERED = Duration.ofDays(3); // what was refused

  private final Revocations revocations;
  private final Certificates certificates;
  private final NoticeConfig config;

  FailingRevocations(Revocations revocations, Certificates certificates, NoticeConfig config) {
    this.revocations = revocations;
    this.certificates = certificates;
    this.config = config;
  }

  @Override
  public List<Condition> find(Instant now) {
    return revocations.failing(now.minus(config.revocation()), now.minus(REMEMBERED), MOST).stream()
        .map(this::conditionOf)
        .toList();
  }

  private Condition conditionOf(StoredRevocation stored) {
    var revocation = stored.revocation();
    var subject = revocation.subject();
    var name =
        certificates
            .find(subject.certificate())
            .orElseThrow(() -> new IllegalStateException("certificates outlive revocations"))
            .name();
    var what =
        revocation instanceof Revocation.Refused refused
            ? "the CA " + subject.ca() + " did not revoke it: " + refused.reason()
            : "the CA "
                + subject.ca()
                + " has not revoked it yet: "
                + stored.lastError().orElse("it was not asked");
    return new Condition(
        Condition.Kind.REVOCATION_FAILING,
        name + " " + subject.serial(),
        stored.since(),
        what + "; keyferry revocations show " + revocation.id());
  }
}
