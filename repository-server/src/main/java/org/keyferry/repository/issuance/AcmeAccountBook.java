package org.keyferry.repository.issuance;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import org.keyferry.repository.audit.Audit;
import org.keyferry.repository.audit.AuditEvent;

/// Records what became of accounts, when the CA has done it.
@ApplicationScoped
@Transactional
class AcmeAccountBook {

  private final Audit audit;

  AcmeAccountBook(Audit audit) {
    this.audit = audit;
  }

  void record(AuditEvent event) {
    audit.record(event);
  }
}
