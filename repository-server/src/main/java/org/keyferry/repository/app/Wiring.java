package org.keyferry.repository.app;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.keyferry.custody.KeyCustody;
import org.keyferry.protocol.bundle.RepositoryId;
import org.keyferry.repository.custody.CeremonyMissing;
import org.keyferry.repository.custody.FoundingRecord;

/// What the other packages get from outside: the HSM, and who the repository is.
class Wiring {

  @Produces
  @ApplicationScoped
  KeyCustody custody(TokenConfig config) {
    return Handover.custody(config);
  }

  void close(@Disposes KeyCustody custody) {
    custody.close();
  }

  @Produces
  @Singleton
  RepositoryId repository(FoundingRecord record) {
    return record
        .find()
        .map(FoundingRecord.Founding::id)
        .orElseThrow(() ->
            new CeremonyMissing(
                "The database belongs to no repository yet: hold the key ceremony"
                    + " (keyferry-server ceremony)."));
  }
}
