package org.keyferry.repository.incident.rest;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.keyferry.protocol.officer.RevocationView;
import org.keyferry.protocol.officer.RevokeVersion;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.certificate.rest.Members;
import org.keyferry.repository.incident.RevocationDesk;
import org.keyferry.repository.incident.RevocationDesk.By;
import org.keyferry.repository.incident.RevocationDesk.When;
import org.keyferry.repository.incident.RevocationKey;

/// Revoke a version, for officers.
@Path("/v1/certificates/{name}/revocations")
@RolesAllowed("officer")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class RevokeResource {

  private final RevocationDesk desk;
  private final RevocationViews views;

  RevokeResource(RevocationDesk desk, RevocationViews views) {
    this.desk = desk;
    this.views = views;
  }

  @POST
  public RestResponse<RevocationView> revoke(
      String name, RevokeVersion request, @Context UriInfo uri) {
    var view =
        views.of(
            desk.request(
                Members.existing(name),
                Members.value("serial", request.serial(), RevokeResource::serial),
                Members.value("reason", request.reason(), RevocationReason::parse),
                whenOf(request),
                byOf(request)));
    var location = uri.getBaseUriBuilder().path("v1/revocations").path(view.id()).build();
    return ResponseBuilder.<RevocationView>created(location).entity(view).build();
  }

  private static By byOf(RevokeVersion request) {
    return new By(
        request.key() == null
            ? RevocationKey.ACCOUNT
            : Members.value("key", request.key(), RevocationKey::parse),
        Optional.ofNullable(request.ca()).map(each -> Members.name("ca", each)));
  }

  private static When whenOf(RevokeVersion request) {
    if (request.replaceFirst()) {
      return new When.Replaced(
          Optional.ofNullable(request.patience()).map(each -> durationOf("patience", each)));
    }
    if (request.patience() != null) {
      throw ProblemException.at(
          ProblemType.VALUE_REJECTED, "patience", "only what is replaced first has patience");
    }
    return new When.Now();
  }

  /// As people copy it: in upper case, with colons between the octets, with leading zeros.
  static SerialNumber serial(String text) {
    var digits = text.strip().replace(":", "");
    if (!digits.matches("[0-9a-fA-F]{1,128}")) {
      throw new IllegalArgumentException("not a serial number: " + Printable.of(text));
    }
    return SerialNumber.of(new BigInteger(digits, 16));
  }

  static Duration durationOf(String field, String text) {
    try {
      var duration = Duration.parse(text);
      if (duration.isNegative() || duration.compareTo(Duration.ofDays(366)) > 0) {
        throw ProblemException.at(
            ProblemType.VALUE_REJECTED, field, "it is up to P366D, not " + duration);
      }
      return duration;
    } catch (DateTimeException malformed) {
      throw ProblemException.at(
          ProblemType.VALUE_REJECTED,
          field,
          "'" + Printable.of(text) + "' is not an ISO 8601 duration such as PT24H");
    }
  }
}
