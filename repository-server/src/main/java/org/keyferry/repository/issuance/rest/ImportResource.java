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
import org.keyferry.protocol.bundle.SealedKey;
import org.keyferry.protocol.officer.ImportCertificate;
import org.keyferry.protocol.officer.ImportView;
import org.keyferry.protocol.officer.SealedKeyView;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.certificate.rest.Members;
import org.keyferry.repository.certificate.rest.VersionViews;
import org.keyferry.repository.issuance.ImportDesk;

/// Certificates that exist already, with their keys, from officers.
@Path("/v1/certificates/{name}/imports")
@RolesAllowed("officer")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class ImportResource {

  private final ImportDesk desk;
  private final VersionViews views;

  ImportResource(ImportDesk desk, VersionViews views) {
    this.desk = desk;
    this.views = views;
  }

  @POST
  public RestResponse<ImportView> take(
      String name, ImportCertificate request, @Context UriInfo uri) {
    var taken =
        desk.take(
            Members.name("name", name),
            Optional.ofNullable(request.policy()).map(each -> Members.name("policy", each)),
            Members.value("chain", request.chain(), CertificateChain::ofPem),
            sealedKeyOf(request.key()));
    var location =
        uri.getBaseUriBuilder()
            .path("v1/certificates")
            .path(taken.certificate().name().value())
            .path("versions")
            .build();
    return ResponseBuilder.<ImportView>created(location)
        .entity(
            new ImportView(
                taken.certificate().name().value(), views.of(taken.version()), taken.remarks()))
        .build();
  }

  private static SealedKey sealedKeyOf(SealedKeyView key) {
    try {
      return key.toSealedKey();
    } catch (IllegalArgumentException malformed) {
      throw ProblemException.at(
          ProblemType.VALUE_REJECTED, "key", String.valueOf(malformed.getMessage()));
    }
  }
}
