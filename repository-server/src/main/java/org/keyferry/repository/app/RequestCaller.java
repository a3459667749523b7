package org.keyferry.repository.app;

import io.quarkus.arc.Arc;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.repository.audit.Actor;
import org.keyferry.repository.audit.Caller;

/// [Caller] as the TLS client certificate says.
@ApplicationScoped
class RequestCaller implements Caller {

  private final SecurityIdentity identity;

  RequestCaller(SecurityIdentity identity) {
    this.identity = identity;
  }

  @Override
  public Actor actor() {
    if (!Arc.container().requestContext().isActive() || identity.isAnonymous()) {
      return Actor.repository();
    }
    var name = identity.getPrincipal().getName();
    return switch (Role.of(identity)) {
      case OFFICER -> Actor.officer(new DisplayName(name));
      case AGENT -> Actor.agent(AgentId.parse(name));
      case NOBODY -> Actor.repository();
    };
  }
}
