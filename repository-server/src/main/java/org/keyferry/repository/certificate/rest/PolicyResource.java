package org.keyferry.repository.certificate.rest;

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
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.officer.IssuerView;
import org.keyferry.protocol.officer.Page;
import org.keyferry.protocol.officer.PolicyView;
import org.keyferry.protocol.officer.ValidityView;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.certificate.ChallengeType;
import org.keyferry.repository.certificate.Custody;
import org.keyferry.repository.certificate.Policy;
import org.keyferry.repository.certificate.PolicyDesk;
import org.keyferry.repository.certificate.Trait;
import org.keyferry.repository.certificate.Validity;

/// Policies, for officers.
@Path("/v1/policies")
@RolesAllowed("officer")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
class PolicyResource {

  private final PolicyDesk desk;

  PolicyResource(PolicyDesk desk) {
    this.desk = desk;
  }

  @POST
  public RestResponse<PolicyView> add(PolicyView request, @Context UriInfo uri) {
    var policy = policyOf(request);
    desk.add(policy);
    var location = uri.getAbsolutePathBuilder().path(policy.name().value()).build();
    return ResponseBuilder.<PolicyView>created(location).entity(viewOf(policy)).build();
  }

  @GET
  public Page<PolicyView> list(
      @QueryParam("after") @Nullable String after,
      @QueryParam("limit") @DefaultValue("100") int limit) {
    var policies = desk.page(Members.after(after), Members.limit(limit) + 1);
    return pageOf(policies.stream().map(PolicyResource::viewOf).toList(), limit);
  }

  @GET
  @Path("/{name}")
  public RestResponse<PolicyView> show(String name) {
    return answerOf(desk.find(Members.existing(name)));
  }

  /// All of it: what is left out goes back to its default.
  @PUT
  @Path("/{name}")
  public RestResponse<PolicyView> change(
      String name,
      @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
      PolicyView request) {
    var seen = EntityTags.namedIn(ifMatch);
    var policy = policyOf(request);
    Members.requireSame("name", Members.existing(name), policy.name());
    desk.change(policy, present -> seen.test(viewOf(present)));
    return answerOf(policy);
  }

  @DELETE
  @Path("/{name}")
  public void remove(String name) {
    desk.remove(Members.existing(name));
  }

  private static RestResponse<PolicyView> answerOf(Policy policy) {
    var view = viewOf(policy);
    return ResponseBuilder.ok(view).header(HttpHeaders.ETAG, EntityTags.of(view)).build();
  }

  private static Page<PolicyView> pageOf(List<PolicyView> views, int limit) {
    return views.size() > limit
        ? new Page<>(views.subList(0, limit), views.get(limit - 1).name())
        : new Page<>(views, null);
  }

  private static Policy policyOf(PolicyView request) {
    var validity =
        Optional.ofNullable(request.validity())
            .map(PolicyResource::validityOf)
            .orElseGet(Validity::any);
    return new Policy(
        Members.name("name", request.name()),
        issuersOf(request.issuers()),
        Members.value("keyType", request.keyType(), KeyType::parse),
        validity,
        Optional.ofNullable(request.renewAfter()).map(PolicyResource::renewAfter),
        Optional.ofNullable(request.outage()).map(each -> outage(each, validity)),
        Members.value("challenge", request.challenge(), ChallengeType::parse),
        Optional.ofNullable(request.preferredChain()).map(PolicyResource::preferredChain),
        Optional.ofNullable(request.mustNot()).map(PolicyResource::traits).orElseGet(Set::of),
        Members.value("custody", request.custody(), Custody::parse));
  }

  private static List<Policy.Issuer> issuersOf(List<IssuerView> issuers) {
    var parsed =
        IntStream.range(0, issuers.size())
            .mapToObj(index -> Issuers.issuerOf("issuers[" + index + "]", issuers.get(index)))
            .toList();
    return Members.checked("issuers", parsed, Policy::requireSensible);
  }

  private static Validity validityOf(ValidityView validity) {
    var shortest = Optional.ofNullable(validity.shortest());
    var longest = Optional.ofNullable(validity.longest());
    var otherwise =
        Members.value("validity.otherwise", validity.otherwise(), Validity.Otherwise::parse);
    try {
      return new Validity(
          shortest.map(each -> duration("validity.shortest", each)),
          longest.map(each -> duration("validity.longest", each)),
          Optional.ofNullable(validity.reason()),
          otherwise);
    } catch (IllegalArgumentException rejected) {
      throw ProblemException.at(
          ProblemType.VALUE_REJECTED, "validity", String.valueOf(rejected.getMessage()));
    }
  }

  private static Duration outage(String text, Validity validity) {
    return Members.checked(
        "outage", duration("outage", text), each -> Policy.requireSensible(each, validity));
  }

  private static String preferredChain(String text) {
    return Members.checked("preferredChain", text, Policy::requireCommonName);
  }

  private static Set<Trait> traits(List<String> names) {
    return IntStream.range(0, names.size())
        .mapToObj(index -> Members.value("mustNot[" + index + "]", names.get(index), Trait::parse))
        .collect(Collectors.toSet());
  }

  private static Double renewAfter(Double share) {
    return Members.checked("renewAfter", share, each -> Policy.requireSensible(each.doubleValue()));
  }

  private static Duration duration(String field, String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeException malformed) {
      throw ProblemException.at(
          ProblemType.VALUE_REJECTED,
          field,
          "'" + Printable.of(text) + "' is not an ISO 8601 duration such as P90D");
    }
  }

  private static PolicyView viewOf(Policy policy) {
    return new PolicyView(
        policy.name().value(),
        policy.issuers().stream()
            .map(each -> new IssuerView(each.ca().value(), each.profile().orElse(null)))
            .toList(),
        policy.keyType().toString(),
        viewOf(policy.validity()),
        policy.renewAfter().orElse(null),
        policy.outage().map(Validity::shown).orElse(null),
        policy.challenge().toString(),
        policy.preferredChain().orElse(null),
        policy.mustNot().stream().map(Trait::toString).sorted().toList(),
        policy.custody().toString());
  }

  private static ValidityView viewOf(Validity validity) {
    return new ValidityView(
        validity.shortest().map(Validity::shown).orElse(null),
        validity.longest().map(Validity::shown).orElse(null),
        validity.reason().orElse(null),
        validity.otherwise().toString());
  }
}
