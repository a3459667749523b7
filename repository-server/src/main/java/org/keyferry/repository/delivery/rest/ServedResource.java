package org.keyferry.repository.delivery.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.Version;
import org.keyferry.protocol.officer.Page;
import org.keyferry.protocol.officer.ServedView;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.delivery.ReportDesk;
import org.keyferry.repository.delivery.ServedTarget;

/// What should be, what is on disk, and what is served, for officers.
@Path("/v1/served")
@RolesAllowed("officer")
@RunOnVirtualThread
class ServedResource {

  private final ReportDesk desk;

  ServedResource(ReportDesk desk) {
    this.desk = desk;
  }

  @GET
  public Page<ServedView> list(
      @BeanParam PageQuery query,
      @RestQuery @Nullable String agent,
      @RestQuery @Nullable String certificate) {
    var found =
        desk.page(
            Members.parseIfPresent("agent", agent, DisplayName::new).map(this::idOf),
            Members.parseIfPresent("certificate", certificate, DisplayName::new),
            query.after(ServedResource::keyIn),
            query.limit() + 1);
    return query.pageOf(found, ServedResource::viewOf, ServedResource::cursorOf);
  }

  private AgentId idOf(DisplayName agent) {
    return desk.agentNamed(agent)
        .orElseThrow(
            () -> ProblemException.at(ProblemType.REFERENCE_UNKNOWN, "agent", "no agent " + agent));
  }

  private static ServedView viewOf(ReportDesk.Served served) {
    var target = served.target();
    return new ServedView(
        served.agent().value(),
        target.target().value(),
        target.certificate().value(),
        served.current().map(Version::toString).orElse(null),
        target.installed().map(Version::toString).orElse(null),
        target.installedSerial().map(SerialNumber::value).orElse(null),
        target.servedSerial().map(SerialNumber::value).orElse(null),
        target.state().toString(),
        target.detail().orElse(null),
        target.reportedAt());
  }

  private static String cursorOf(ReportDesk.Served served) {
    return served.target().agent() + "." + served.target().target();
  }

  private static ServedTarget.Key keyIn(String cursor) {
    var parts = cursor.split("\\.", 2);
    if (parts.length != 2) {
      throw new IllegalArgumentException("not where a page ended");
    }
    return new ServedTarget.Key(AgentId.parse(parts[0]), new DisplayName(parts[1]));
  }
}
