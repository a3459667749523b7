package org.keyferry.repository.issuance.rest;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.net.URI;
import org.keyferry.protocol.officer.AgreeToTerms;
import org.keyferry.repository.certificate.rest.Members;
import org.keyferry.repository.issuance.AcmeAccountDesk;

/// The repository's accounts at CAs, for officers.
@Path("/v1/cas/{name}/account")
@RolesAllowed("officer")
@Produces(MediaType.APPLICATION_JSON)
class AcmeAccountResource {

  private final AcmeAccountDesk desk;

  AcmeAccountResource(AcmeAccountDesk desk) {
    this.desk = desk;
  }

  @POST
  @Path("/terms")
  @Consumes(MediaType.APPLICATION_JSON)
  public void agreeToTerms(String name, AgreeToTerms request) {
    desk.agreeToTerms(
        Members.existing(name),
        Members.value("termsOfService", request.termsOfService(), URI::create));
  }

  @POST
  @Path("/keys")
  @Consumes(MediaType.WILDCARD)
  public void changeKey(String name) {
    desk.changeKey(Members.existing(name));
  }

  @DELETE
  public void deactivate(String name) {
    desk.deactivate(Members.existing(name));
  }
}
