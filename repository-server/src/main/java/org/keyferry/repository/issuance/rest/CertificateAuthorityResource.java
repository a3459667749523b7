package org.keyferry.repository.issuance.rest;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.officer.AddCertificateAuthority;
import org.keyferry.protocol.officer.CertificateAuthorityView;
import org.keyferry.protocol.officer.CircuitView;
import org.keyferry.protocol.officer.LimitView;
import org.keyferry.protocol.officer.LimitsView;
import org.keyferry.protocol.officer.Page;
import org.keyferry.protocol.pki.CertificateChain;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.certificate.CertificateAuthority;
import org.keyferry.repository.certificate.CertificateAuthorityDesk;
import org.keyferry.repository.certificate.Limit;
import org.keyferry.repository.certificate.Limits;
import org.keyferry.repository.certificate.rest.EntityTags;
import org.keyferry.repository.certificate.rest.Members;
import org.keyferry.repository.issuance.AcmeAccounts;
import org.keyferry.repository.issuance.Circuit;
import org.keyferry.repository.issuance.CircuitBreaker;
import org.keyferry.repository.issuance.Orders;

/// CAs, for officers.
@Path("/v1/cas")
@RolesAllowed("officer")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class CertificateAuthorityResource {

  private static final int MOST_CERTIFICATES = 20;
  private static final int MOST_CONTACTS = 10;

  private final CertificateAuthorityDesk desk;
  private final AcmeAccounts accounts;
  private final Orders orders;
  private final CircuitBreaker breaker;

  CertificateAuthorityResource(
      CertificateAuthorityDesk desk, AcmeAccounts accounts, Orders orders, CircuitBreaker breaker) {
    this.desk = desk;
    this.accounts = accounts;
    this.orders = orders;
    this.breaker = breaker;
  }

  @POST
  public RestResponse<CertificateAuthorityView> add(
      AddCertificateAuthority request, @Context UriInfo uri) {
    var ca = authorityOf(request, Limits.none());
    desk.add(ca);
    var location = uri.getAbsolutePathBuilder().path(ca.name().value()).build();
    return ResponseBuilder.<CertificateAuthorityView>created(location).entity(viewOf(ca)).build();
  }

  @GET
  public Page<CertificateAuthorityView> list(
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") @DefaultValue("100") int limit) {
    var found =
        desk.page(
            Optional.ofNullable(after).map(each -> Members.name("after", each)),
            Members.limit(limit) + 1);
    var views = found.stream().limit(limit).map(this::viewOf).toList();
    return new Page<>(views, found.size() > limit ? views.getLast().name() : null);
  }

  @GET
  @Path("/{name}")
  public RestResponse<CertificateAuthorityView> show(String name) {
    return answerOf(desk.find(Members.existing(name)));
  }

  @PUT
  @Path("/{name}")
  public RestResponse<CertificateAuthorityView> change(
      String name,
      @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
      AddCertificateAuthority request) {
    var seen = EntityTags.namedIn(ifMatch);
    var known = desk.find(Members.existing(name));
    var ca = authorityOf(request, known.limits());
    Members.requireSame("name", known.name(), ca.name());
    desk.change(ca, present -> seen.test(changeableOf(present)));
    return answerOf(ca);
  }

  @DELETE
  @Path("/{name}")
  public void remove(String name) {
    desk.remove(Members.existing(name));
  }

  private RestResponse<CertificateAuthorityView> answerOf(CertificateAuthority ca) {
    return ResponseBuilder.ok(viewOf(ca))
        .header(HttpHeaders.ETAG, EntityTags.of(changeableOf(ca)))
        .build();
  }

  /// Its account and its state change by themselves.
  private static AddCertificateAuthority changeableOf(CertificateAuthority ca) {
    return new AddCertificateAuthority(
        ca.name().value(),
        ca.directory().toString(),
        ca.contacts().stream().map(URI::toString).toList(),
        pemOf(ca.trustAnchors()),
        pemOf(ca.issuers()),
        true,
        viewOf(ca.limits()));
  }

  private CertificateAuthorityView viewOf(CertificateAuthority ca) {
    var circuit = breaker.of(ca.name());
    return new CertificateAuthorityView(
        ca.name().value(),
        ca.directory().toString(),
        accounts.at(ca.name()).map(URI::toString).orElse(null),
        ca.contacts().stream().map(URI::toString).toList(),
        pemOf(ca.trustAnchors()),
        pemOf(ca.issuers()),
        stateOf(ca, circuit),
        viewOf(ca.limits()),
        viewOf(circuit));
  }

  private String stateOf(CertificateAuthority ca, Circuit circuit) {
    return switch (circuit) {
      case Circuit.Closed _ -> orders.troubleWith(ca.name()).orElse("ready");
      case Circuit.Tripped tripped -> "down since " + tripped.since() + ": " + tripped.reason();
    };
  }

  private static LimitsView viewOf(Limits limits) {
    return new LimitsView(
        limits.each().stream()
            .map(each -> new LimitView(each.kind().toString(), each.amount(), each.period()))
            .toList(),
        limits.exemptsRenewals());
  }

  private static CircuitView viewOf(Circuit circuit) {
    return switch (circuit) {
      case Circuit.Closed closed -> new CircuitView(closed.state(), null, null, null);
      case Circuit.Tripped tripped ->
          new CircuitView(tripped.state(), tripped.since(), tripped.probeAt(), tripped.reason());
    };
  }

  /// @param limits that it has if the request names none
  private static CertificateAuthority authorityOf(AddCertificateAuthority request, Limits limits) {
    if (!request.termsOfServiceAgreed()) {
      throw ProblemException.at(
          ProblemType.VALUE_REJECTED,
          "termsOfServiceAgreed",
          "a CA is used under its terms of service: read them, and say true");
    }
    return new CertificateAuthority(
        Members.name("name", request.name()),
        Members.value("directory", request.directory(), CertificateAuthorityResource::directory),
        each("contacts", request.contacts(), MOST_CONTACTS, CertificateAuthorityResource::contact),
        each(
            "trustAnchors",
            request.trustAnchors(),
            MOST_CERTIFICATES,
            CertificateAuthorityResource::certificate),
        each(
            "issuers",
            request.issuers(),
            MOST_CERTIFICATES,
            CertificateAuthorityResource::certificate),
        Optional.ofNullable(request.limits())
            .map(CertificateAuthorityResource::limitsOf)
            .orElse(limits));
  }

  private static Limits limitsOf(LimitsView view) {
    var each =
        IntStream.range(0, view.each().size())
            .mapToObj(index -> limitOf("limits.each[" + index + "]", view.each().get(index)))
            .toList();
    try {
      return new Limits(each, view.exemptsRenewals());
    } catch (IllegalArgumentException rejected) {
      throw ProblemException.at(
          ProblemType.VALUE_REJECTED, "limits.each", String.valueOf(rejected.getMessage()));
    }
  }

  private static Limit limitOf(String field, LimitView view) {
    return Members.value(field, view.kind() + "=" + view.amount() + "/" + view.per(), Limit::parse);
  }

  private static <T> List<T> each(
      String field, List<String> texts, int most, Function<String, T> parser) {
    if (texts.size() > most) {
      throw ProblemException.at(
          ProblemType.VALUE_REJECTED, field, "at most " + most + ", not " + texts.size());
    }
    return IntStream.range(0, texts.size())
        .mapToObj(index -> Members.value(field + "[" + index + "]", texts.get(index), parser))
        .toList();
  }

  private static URI directory(String text) {
    var url = uri(text);
    if (!"https".equals(url.getScheme())
        || url.getHost() == null
        || url.getUserInfo() != null
        || url.getFragment() != null) {
      throw new IllegalArgumentException(
          "'" + Printable.of(text) + "' is not an https URL of a directory");
    }
    return url;
  }

  private static URI contact(String text) {
    var url = uri(text);
    if (!"mailto".equals(url.getScheme()) || !url.getSchemeSpecificPart().contains("@")) {
      throw new IllegalArgumentException(
          "'" + Printable.of(text) + "' is not a URL such as mailto:pki@example.org");
    }
    return url;
  }

  private static URI uri(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException malformed) {
      throw new IllegalArgumentException("'" + Printable.of(text) + "' is not a URL", malformed);
    }
  }

  private static X509Certificate certificate(String pem) {
    var chain = CertificateChain.ofPem(pem);
    if (chain.certificates().size() != 1) {
      throw new IllegalArgumentException("one certificate in each item, in PEM");
    }
    return chain.leaf();
  }

  private static List<String> pemOf(List<X509Certificate> certificates) {
    return certificates.stream().map(each -> new CertificateChain(List.of(each)).toPem()).toList();
  }
}
