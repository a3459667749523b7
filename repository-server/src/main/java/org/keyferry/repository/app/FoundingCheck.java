package org.keyferry.repository.app;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.interceptor.Interceptor;
import org.jboss.logging.Logger;
import org.keyferry.repository.custody.FoundingRecord;
import org.keyferry.repository.custody.RepositoryIdentities;

/// Stops the start if database and token do not belong together.
@ApplicationScoped
class FoundingCheck {

  private static final Logger LOG = Logger.getLogger(FoundingCheck.class);

  private final FoundingRecord record;
  private final RepositoryIdentities identities;

  FoundingCheck(FoundingRecord record, RepositoryIdentities identities) {
    this.record = record;
    this.identities = identities;
  }

  void atStart(@Observes @Priority(Interceptor.Priority.LIBRARY_BEFORE) StartupEvent event) {
    var founding = record.find();
    if (founding.isEmpty() && Handover.purpose() == Handover.Purpose.CEREMONY) {
      return;
    }
    if (founding.isEmpty()) {
      throw new StartRefused(
          StartRefused.Reason.FOUNDING,
          "The database belongs to no repository yet: hold the key ceremony (keyferry-server"
              + " ceremony).");
    }
    if (!founding.get().root().equals(identities.rootThumbprint())) {
      throw new StartRefused(
          StartRefused.Reason.FOUNDING,
          "The database belongs to a repository with another token: name that token, or the"
              + " database that was founded with this one.");
    }
    LOG.infof("repository found repository=%s", founding.get().id());
  }
}
