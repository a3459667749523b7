package org.keyferry.repository.delivery.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.keyferry.protocol.bundle.AgentId;
import org.keyferry.protocol.bundle.CertificateId;
import org.keyferry.protocol.officer.GrantView;
import org.keyferry.protocol.officer.Page;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.agent.rest.Members;
import org.keyferry.repository.agent.rest.PageQuery;
import org.keyferry.repository.delivery.Grant;
import org.keyferry.repository.delivery.GrantDesk;
import org.keyferry.repository.delivery.GrantDesk.NamedGrant;

/// Grants, for officers.
@Path("/v1/grants")
@RolesAllowed("officer")
@RunOnVirtualThread
class GrantResource {

  private final GrantDesk desk;

  GrantResource(GrantDesk desk) {
    this.desk = desk;
  }

  @GET
  public Page<GrantView> list(@BeanParam PageQuery query) {
    var found = desk.page(query.after(GrantResource::keyIn), query.limit() + 1);
    return query.pageOf(found, GrantResource::viewOf, GrantResource::cursorOf);
  }

  @POST
  public RestResponse<GrantView> add(GrantView request, @Context UriInfo uri) {
    requireMissing("grantedAt", request.grantedAt() == null);
    requireMissing("grantedBy", request.grantedBy() == null);
    var agent = Members.parse("agent", request.agent(), DisplayName::new);
    var certificate = Members.parse("certificate", request.certificate(), DisplayName::new);
    var grant = desk.add(agent, certificate);
    var location =
        uri.getAbsolutePathBuilder().path(agent.value()).path(certificate.value()).build();
    return ResponseBuilder.<GrantView>created(location).entity(viewOf(grant)).build();
  }

  @GET
  @Path("/{agent}/{certificate}")
  public GrantView show(String agent, String certificate) {
    return viewOf(desk.find(nameIn(agent), nameIn(certificate)));
  }

  @DELETE
  @Path("/{agent}/{certificate}")
  public void remove(String agent, String certificate) {
    desk.remove(nameIn(agent), nameIn(certificate));
  }

  private static GrantView viewOf(NamedGrant named) {
    return new GrantView(
        named.agent().value(),
        named.certificate().value(),
        named.grant().grantedAt(),
        named.grant().grantedBy().shortName());
  }

  private static String cursorOf(NamedGrant named) {
    return named.grant().agent() + "." + named.grant().certificate();
  }

  private static Grant.Key keyIn(String cursor) {
    var ids = cursor.split("\\.", 2);
    if (ids.length != 2) {
      throw new IllegalArgumentException("not where a page ended");
    }
    return new Grant.Key(AgentId.parse(ids[0]), CertificateId.parse(ids[1]));
  }

  private static DisplayName nameIn(String path) {
    try {
      return new DisplayName(path);
    } catch (IllegalArgumentException malformed) {
      throw new ProblemException(ProblemType.NOT_FOUND, "no such grant");
    }
  }

  private static void requireMissing(String member, boolean missing) {
    if (!missing) {
      throw ProblemException.at(
          ProblemType.VALUE_REJECTED, member, "the repository decides this: leave it out");
    }
  }
}
