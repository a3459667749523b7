package org.keyferry.repository.incident.rest;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.officer.Page;
import org.keyferry.protocol.officer.RevocationView;
import org.keyferry.repository.certificate.rest.Members;
import org.keyferry.repository.incident.RevocationDesk;
import org.keyferry.repository.incident.RevocationId;

/// Revocations, for officers.
@Path("/v1/revocations")
@RolesAllowed("officer")
@Produces(MediaType.APPLICATION_JSON)
class RevocationResource {

  private final RevocationDesk desk;
  private final RevocationViews views;

  RevocationResource(RevocationDesk desk, RevocationViews views) {
    this.desk = desk;
    this.views = views;
  }

  @GET
  public Page<RevocationView> list(
      @QueryParam("certificate") @Nullable String certificate,
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") @DefaultValue("100") int limit) {
    var found =
        desk.page(
            Optional.ofNullable(certificate).map(each -> Members.name("certificate", each)),
            Optional.ofNullable(after)
                .map(each -> new RevocationId(Members.value("after", each, UUID::fromString))),
            Members.limit(limit) + 1);
    var items = found.stream().limit(limit).map(views::of).toList();
    return new Page<>(items, found.size() > limit ? items.getLast().id() : null);
  }

  @GET
  @Path("/{id}")
  public RevocationView show(String id) {
    return views.of(desk.find(id));
  }

  /// Takes back what is held still, or what the CA was asked for in vain.
  @DELETE
  @Path("/{id}")
  public void withdraw(String id) {
    desk.withdraw(id);
  }
}
