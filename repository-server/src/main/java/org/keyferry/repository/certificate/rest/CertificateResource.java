package org.keyferry.repository.certificate.rest;

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
import java.util.List;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.officer.AddCertificate;
import org.keyferry.protocol.officer.CertificateView;
import org.keyferry.protocol.officer.Page;
import org.keyferry.protocol.officer.VersionView;
import org.keyferry.protocol.pki.Identifier;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.certificate.Certificate;
import org.keyferry.repository.certificate.CertificateDesk;
import org.keyferry.repository.certificate.Outlooks;
import org.keyferry.repository.certificate.Outlooks.Outlook;

/// Certificates and their versions, for officers.
@Path("/v1/certificates")
@RolesAllowed("officer")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class CertificateResource {

  private final CertificateDesk desk;
  private final Outlooks outlooks;
  private final VersionViews views;

  CertificateResource(CertificateDesk desk, Outlooks outlooks, VersionViews views) {
    this.desk = desk;
    this.outlooks = outlooks;
    this.views = views;
  }

  @POST
  public RestResponse<CertificateView> add(AddCertificate request, @Context UriInfo uri) {
    var certificate =
        desk.add(
            Members.name("name", request.name()),
            identifiersOf(request),
            Members.name("policy", request.policy()));
    var location = uri.getAbsolutePathBuilder().path(certificate.name().value()).build();
    return ResponseBuilder.<CertificateView>created(location).entity(viewOf(certificate)).build();
  }

  @GET
  public Page<CertificateView> list(
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") @DefaultValue("100") int limit) {
    var found = desk.page(Members.after(after), Members.limit(limit) + 1);
    var shown = found.subList(0, Math.min(found.size(), limit));
    var known = outlooks.of(shown.stream().map(Certificate::id).toList());
    var views =
        shown.stream()
            .map(each -> viewOf(each, Objects.requireNonNull(known.get(each.id()))))
            .toList();
    return new Page<>(views, found.size() > limit ? views.getLast().name() : null);
  }

  @GET
  @Path("/{name}")
  public CertificateView show(String name) {
    return viewOf(desk.find(Members.existing(name)));
  }

  @GET
  @Path("/{name}/versions")
  public Page<VersionView> versions(String name) {
    var versions = desk.versionsOf(Members.existing(name));
    return new Page<>(versions.stream().map(views::of).toList(), null);
  }

  private static SortedSet<Identifier> identifiersOf(AddCertificate request) {
    var texts = request.identifiers();
    if (texts.isEmpty() || texts.size() > Certificate.MOST_IDENTIFIERS) {
      throw ProblemException.at(
          ProblemType.VALUE_REJECTED,
          "identifiers",
          "a certificate has 1 to "
              + Certificate.MOST_IDENTIFIERS
              + " identifiers, not "
              + texts.size());
    }
    var identifiers = new TreeSet<Identifier>();
    for (var index = 0; index < texts.size(); index++) {
      var field = "identifiers[" + index + "]";
      var name =
          Members.value(
              ProblemType.IDENTIFIER_REJECTED, field, texts.get(index), Identifier::parse);
      if (!identifiers.add(name)) {
        throw ProblemException.at(
            ProblemType.IDENTIFIER_REJECTED, field, name + " is there twice: leave one out");
      }
    }
    return identifiers;
  }

  private CertificateView viewOf(Certificate certificate) {
    var known = outlooks.of(List.of(certificate.id()));
    return viewOf(certificate, Objects.requireNonNull(known.get(certificate.id())));
  }

  private CertificateView viewOf(Certificate certificate, Outlook outlook) {
    var newest = desk.newestVersion(certificate);
    return new CertificateView(
        certificate.id().toString(),
        certificate.name().value(),
        certificate.identifiers().stream().map(Identifier::value).toList(),
        certificate.policy().value(),
        newest.map(each -> each.version().toString()).orElse(null),
        newest.map(each -> each.chain().leaf().getNotAfter().toInstant()).orElse(null),
        outlook.renewAt().orElse(null),
        outlook.order().map(UUID::toString).orElse(null));
  }
}
