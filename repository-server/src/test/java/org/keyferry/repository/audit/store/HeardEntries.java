package org.keyferry.repository.audit.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.keyferry.repository.audit.AuditEntry;

/// Listens to the change feed and remembers.
@ApplicationScoped
class HeardEntries {

  private final LinkedBlockingQueue<AuditEntry> heard = new LinkedBlockingQueue<>();

  void hear(@Observes AuditEntry entry) {
    heard.add(entry);
  }

  /// The next entry with this subject; what comes before it is dropped.
  AuditEntry await(String subject) throws InterruptedException {
    while (true) {
      var entry = heard.poll(10, TimeUnit.SECONDS);
      if (entry == null) {
        throw new AssertionError("nobody heard of " + subject);
      }
      if (entry.event().subject().equals(subject)) {
        return entry;
      }
    }
  }
}
