package org.keyferry.repository.agent.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import org.keyferry.protocol.officer.AgentView;
import org.keyferry.protocol.officer.Page;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.agent.Agent;
import org.keyferry.repository.agent.AgentDesk;
import org.keyferry.repository.agent.HeldCertificates;

/// Agents, for officers.
@Path("/v1/agents")
@RolesAllowed("officer")
@RunOnVirtualThread
class AgentResource {

  private final AgentDesk desk;
  private final Instance<HeldCertificates> held;

  AgentResource(AgentDesk desk, Instance<HeldCertificates> held) {
    this.desk = desk;
    this.held = held;
  }

  @GET
  public Page<AgentView> list(@BeanParam PageQuery query) {
    var found = desk.page(query.after(DisplayName::new), query.limit() + 1);
    return query.pageOf(found, this::viewOf, each -> each.name().value());
  }

  @GET
  @Path("/{name}")
  public AgentView show(String name) {
    return viewOf(desk.named(nameIn(name)));
  }

  @POST
  @Path("/{name}/revocation")
  public void revoke(String name) {
    desk.revoke(nameIn(name));
  }

  private AgentView viewOf(Agent agent) {
    return new AgentView(
        agent.id().toString(),
        agent.name().value(),
        agent.state().toString(),
        agent.enrolledAt(),
        agent.identityExpires(),
        desk.lastSeen(agent).orElse(null),
        held.stream()
            .flatMap(each -> each.of(agent.id()).stream())
            .map(DisplayName::value)
            .toList());
  }

  private static DisplayName nameIn(String path) {
    try {
      return new DisplayName(path);
    } catch (IllegalArgumentException malformed) {
      throw new ProblemException(ProblemType.NOT_FOUND, "no such agent");
    }
  }
}
