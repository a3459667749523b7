package org.keyferry.repository.issuance.rest;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.keyferry.protocol.officer.TransportKeyView;
import org.keyferry.repository.issuance.ImportDesk;

/// To what officers seal the keys that they bring.
@Path("/v1/transport-key")
@RolesAllowed("officer")
@Produces(MediaType.APPLICATION_JSON)
class TransportKeyResource {

  private final ImportDesk desk;

  TransportKeyResource(ImportDesk desk) {
    this.desk = desk;
  }

  @GET
  public TransportKeyView show() {
    var key = desk.transportKey();
    return new TransportKeyView(
        key.label(), key.subjectPublicKeyInfo().toBase64Url(), key.transport().joseName());
  }
}
