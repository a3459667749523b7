package org.keyferry.repository.incident.rest;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.HashSet;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.officer.IncidentCertificateView;
import org.keyferry.protocol.officer.IncidentReportView;
import org.keyferry.protocol.officer.IncidentSelection;
import org.keyferry.protocol.officer.IncidentView;
import org.keyferry.protocol.officer.Page;
import org.keyferry.protocol.officer.PlanIncident;
import org.keyferry.protocol.officer.ResumeIncident;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.RevocationReason;
import org.keyferry.protocol.pki.SerialNumber;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.certificate.rest.Members;
import org.keyferry.repository.incident.IncidentDesk;
import org.keyferry.repository.incident.MarkdownReport;
import org.keyferry.repository.incident.NamePattern;
import org.keyferry.repository.incident.Selection;
import org.keyferry.repository.incident.StoredIncident;
import org.keyferry.repository.incident.Terms;

/// Incidents, for officers.
@Path("/v1/incidents")
@RolesAllowed("officer")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class IncidentResource {

  private final IncidentDesk desk;

  IncidentResource(IncidentDesk desk) {
    this.desk = desk;
  }

  @POST
  public RestResponse<IncidentView> plan(PlanIncident request, @Context UriInfo uri) {
    var name = Members.name("name", request.name());
    var planned = desk.plan(name, selectionOf(request.selection()), termsOf(request));
    var location = uri.getAbsolutePathBuilder().path(name.value()).build();
    return ResponseBuilder.<IncidentView>created(location).entity(viewOf(planned)).build();
  }

  @GET
  public Page<IncidentView> list(
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") @DefaultValue("100") int limit) {
    var found = desk.page(Members.after(after), Members.limit(limit) + 1);
    var items = found.stream().limit(limit).map(this::viewOf).toList();
    return new Page<>(items, found.size() > limit ? items.getLast().name() : null);
  }

  @GET
  @Path("/{name}")
  public IncidentView show(String name) {
    return viewOf(desk.find(Members.existing(name)));
  }

  @GET
  @Path("/{name}/certificates")
  public Page<IncidentCertificateView> certificates(
      String name,
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") @DefaultValue("100") int limit) {
    var found =
        desk.certificates(Members.existing(name), Members.after(after), Members.limit(limit) + 1);
    var items = found.stream().limit(limit).map(IncidentViews::of).toList();
    return new Page<>(items, found.size() > limit ? items.getLast().certificate() : null);
  }

  /// All that is written down.
  @GET
  @Path("/{name}/report")
  public IncidentReportView report(String name) {
    return IncidentViews.of(desk.report(Members.existing(name)));
  }

  /// The same, for people: Markdown.
  @GET
  @Path("/{name}/report.md")
  @Produces("text/markdown")
  public String markdown(String name) {
    return MarkdownReport.of(desk.report(Members.existing(name)));
  }

  @POST
  @Path("/{name}/run")
  @Consumes(MediaType.WILDCARD)
  public IncidentView run(String name) {
    return viewOf(desk.run(Members.existing(name)));
  }

  @POST
  @Path("/{name}/pause")
  @Consumes(MediaType.WILDCARD)
  public IncidentView pause(String name) {
    return viewOf(desk.pause(Members.existing(name)));
  }

  @POST
  @Path("/{name}/resume")
  public IncidentView resume(String name, ResumeIncident request) {
    var stopOnError = Optional.ofNullable(request.stopOnError());
    if (stopOnError.filter(percent -> percent < 0 || percent > 100).isPresent()) {
      throw ProblemException.at(
          ProblemType.VALUE_REJECTED, "stopOnError", "of a hundred, 0 to 100 may fail");
    }
    return viewOf(desk.resume(Members.existing(name), stopOnError));
  }

  @POST
  @Path("/{name}/abort")
  @Consumes(MediaType.WILDCARD)
  public IncidentView abort(String name) {
    return viewOf(desk.abort(Members.existing(name)));
  }

  private IncidentView viewOf(StoredIncident stored) {
    return IncidentViews.of(stored, desk.tallies(stored.incident().plan().name()));
  }

  private static Selection selectionOf(IncidentSelection request) {
    var serials = new HashSet<SerialNumber>();
    for (var index = 0; index < request.serials().size(); index++) {
      serials.add(
          Members.value(
              "selection.serials[" + index + "]",
              request.serials().get(index),
              RevokeResource::serial));
    }
    var ca = name("selection.ca", request.ca());
    var account =
        Optional.ofNullable(request.account())
            .map(each -> Members.value("selection.account", each, URI::create));
    var keyType =
        Optional.ofNullable(request.keyType())
            .map(each -> Members.value("selection.keyType", each, KeyType::parse));
    var agent = name("selection.agent", request.agent());
    var pattern =
        Optional.ofNullable(request.name())
            .map(each -> Members.value("selection.name", each, NamePattern::new));
    return accepted(
        "selection",
        () ->
            new Selection(
                ca,
                account,
                keyType,
                serials,
                agent,
                pattern,
                Optional.ofNullable(request.issuedFrom()),
                Optional.ofNullable(request.issuedTo())));
  }

  private static Terms termsOf(PlanIncident request) {
    var patience = RevokeResource.durationOf("patience", request.patience());
    var revoke =
        Optional.ofNullable(request.revoke())
            .map(each -> Members.value("revoke", each, RevocationReason::parse));
    var rehearsal = name("rehearsal", request.rehearsal());
    return accepted(
        "terms",
        () ->
            new Terms(
                request.canary(),
                request.waveSize(),
                request.stopOnError(),
                patience,
                revoke,
                rehearsal));
  }

  private static Optional<DisplayName> name(String field, @Nullable String text) {
    return Optional.ofNullable(text).map(each -> Members.name(field, each));
  }

  private static <T> T accepted(String field, Supplier<T> value) {
    try {
      return value.get();
    } catch (IllegalArgumentException rejected) {
      throw ProblemException.at(
          ProblemType.VALUE_REJECTED, field, String.valueOf(rejected.getMessage()));
    }
  }
}
