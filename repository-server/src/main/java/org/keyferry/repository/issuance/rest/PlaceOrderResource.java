package org.keyferry.repository.issuance.rest;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.keyferry.protocol.officer.OrderView;
import org.keyferry.repository.certificate.rest.Members;
import org.keyferry.repository.issuance.OrderDesk;

/// Issue or renew now, for officers.
@Path("/v1/certificates/{name}/orders")
@RolesAllowed("officer")
@Consumes(MediaType.WILDCARD)
@Produces(MediaType.APPLICATION_JSON)
class PlaceOrderResource {

  private final OrderDesk desk;
  private final OrderViews views;

  PlaceOrderResource(OrderDesk desk, OrderViews views) {
    this.desk = desk;
    this.views = views;
  }

  @POST
  public RestResponse<OrderView> place(String name, @Context UriInfo uri) {
    var order = views.of(desk.place(Members.existing(name)));
    var location = uri.getBaseUriBuilder().path("v1/orders").path(order.id()).build();
    return ResponseBuilder.<OrderView>created(location).entity(order).build();
  }
}
