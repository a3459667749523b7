package org.keyferry.repository.issuance.rest;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.keyferry.protocol.officer.OrderView;
import org.keyferry.protocol.officer.Rehearse;
import org.keyferry.repository.certificate.rest.Issuers;
import org.keyferry.repository.certificate.rest.Members;
import org.keyferry.repository.issuance.OrderDesk;

/// Order without getting anything, for officers who want to know whether they would.
@Path("/v1/certificates/{name}/rehearsals")
@RolesAllowed("officer")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class RehearsalResource {

  private final OrderDesk desk;
  private final OrderViews views;

  RehearsalResource(OrderDesk desk, OrderViews views) {
    this.desk = desk;
    this.views = views;
  }

  @POST
  public RestResponse<OrderView> rehearse(String name, Rehearse request, @Context UriInfo uri) {
    var issuer =
        Optional.ofNullable(request.issuer()).map(each -> Issuers.issuerOf("issuer", each));
    var order = views.of(desk.rehearse(Members.existing(name), issuer));
    var location = uri.getBaseUriBuilder().path("v1/orders").path(order.id()).build();
    return ResponseBuilder.<OrderView>created(location).entity(order).build();
  }
}
