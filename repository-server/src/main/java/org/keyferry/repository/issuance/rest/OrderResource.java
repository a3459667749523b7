package org.keyferry.repository.issuance.rest;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.officer.CancelOrder;
import org.keyferry.protocol.officer.OrderView;
import org.keyferry.protocol.officer.Page;
import org.keyferry.repository.certificate.rest.Members;
import org.keyferry.repository.issuance.OrderDesk;
import org.keyferry.repository.issuance.OrderId;
import org.keyferry.repository.issuance.OrderState;

/// Orders, for officers.
@Path("/v1/orders")
@RolesAllowed("officer")
@Produces(MediaType.APPLICATION_JSON)
class OrderResource {

  private final OrderDesk desk;
  private final OrderViews views;

  OrderResource(OrderDesk desk, OrderViews views) {
    this.desk = desk;
    this.views = views;
  }

  @GET
  public Page<OrderView> list(
      @QueryParam("certificate") @Nullable String certificate,
      @QueryParam("state") @Nullable String state,
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") @DefaultValue("100") int limit) {
    var orders =
        desk.page(
            Optional.ofNullable(certificate).map(each -> Members.name("certificate", each)),
            Optional.ofNullable(state).map(each -> Members.value("state", each, OrderState::parse)),
            Optional.ofNullable(after)
                .map(each -> new OrderId(Members.value("after", each, UUID::fromString))),
            Members.limit(limit) + 1);
    var items = orders.stream().limit(limit).map(views::of).toList();
    return new Page<>(items, orders.size() > limit ? items.getLast().id() : null);
  }

  @GET
  @Path("/{id}")
  public OrderView show(String id) {
    return views.of(desk.find(id));
  }

  @POST
  @Path("/{id}/cancellation")
  @Consumes(MediaType.APPLICATION_JSON)
  public OrderView cancel(String id, CancelOrder request) {
    return views.of(desk.cancel(id, request.reason()));
  }

  @POST
  @Path("/{id}/attempts")
  @Consumes(MediaType.WILDCARD)
  public RestResponse<OrderView> tryAgain(String id) {
    return ResponseBuilder.<OrderView>create(RestResponse.Status.ACCEPTED)
        .entity(views.of(desk.tryAgain(id)))
        .build();
  }
}
