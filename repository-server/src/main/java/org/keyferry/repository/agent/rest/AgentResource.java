package org.keyferry.repository.agent.rest;

import static java.util.stream.Collectors.toMap;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.officer.AgentView;
import org.keyferry.protocol.officer.Page;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.agent.Agent;
import org.keyferry.repository.agent.AgentDesk;
import org.keyferry.repository.agent.Agents;
import org.keyferry.repository.agent.HeldCertificates;
import org.keyferry.repository.agent.LastReports;
import org.keyferry.repository.agent.LastReports.LastReport;

/// Agents, for officers.
@Path("/v1/agents")
@RolesAllowed("officer")
@RunOnVirtualThread
class AgentResource {

  private final AgentDesk desk;
  private final Instance<HeldCertificates> held;
  private final Instance<LastReports> reports;

  AgentResource(AgentDesk desk, Instance<HeldCertificates> held, Instance<LastReports> reports) {
    this.desk = desk;
    this.held = held;
    this.reports = reports;
  }

  @GET
  public Page<AgentView> list(@BeanParam PageQuery query) {
    var found = desk.pageOfAll(query.after(Agents.Place::parse), query.limit() + 1);
    var reported = reportsOf(found);
    return query.pageOf(
        found, agent -> viewOf(agent, reported), each -> Agents.Place.of(each).toString());
  }

  @GET
  @Path("/{name}")
  public AgentView show(String name) {
    var agent = desk.named(nameIn(name));
    return viewOf(agent, reportsOf(List.of(agent)));
  }

  @POST
  @Path("/{name}/revocation")
  public void revoke(String name) {
    desk.revoke(nameIn(name));
  }

  private Map<AgentId, LastReport> reportsOf(List<Agent> agents) {
    var ids = agents.stream().map(Agent::id).toList();
    return reports.stream()
        .flatMap(each -> each.of(ids).entrySet().stream())
        .collect(toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private AgentView viewOf(Agent agent, Map<AgentId, LastReport> reported) {
    var report = Optional.ofNullable(reported.get(agent.id()));
    return new AgentView(
        agent.id().toString(),
        agent.name().value(),
        agent.state().toString(),
        agent.quarantine().orElse(null),
        agent.enrolledAt(),
        agent.identityExpires(),
        desk.lastSeen(agent).orElse(null),
        held.stream()
            .flatMap(each -> each.of(agent.id()).stream())
            .map(DisplayName::value)
            .toList(),
        report.map(LastReport::agentVersion).orElse(null),
        report.map(LastReport::receivedAt).orElse(null),
        report.map(LastReport::targets).orElse(0));
  }

  private static DisplayName nameIn(String path) {
    try {
      return new DisplayName(path);
    } catch (IllegalArgumentException malformed) {
      throw new ProblemException(ProblemType.NOT_FOUND, "no such agent");
    }
  }
}
