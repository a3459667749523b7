package org.keyferry.repository.certificate.rest;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.officer.Page;
import org.keyferry.protocol.officer.PolicyView;
import org.keyferry.protocol.pki.KeyType;
import org.keyferry.protocol.pki.Printable;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.certificate.ChallengeType;
import org.keyferry.repository.certificate.Custody;
import org.keyferry.repository.certificate.Policy;
import org.keyferry.repository.certificate.PolicyDesk;

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
  public PolicyView show(String name) {
    return viewOf(desk.find(Members.existing(name)));
  }

  /// All of it: what is left out goes back to its default.
  @PUT
  @Path("/{name}")
  public PolicyView change(String name, PolicyView request) {
    var policy = policyOf(request);
    Members.requireSame("name", Members.existing(name), policy.name());
    desk.change(policy);
    return viewOf(policy);
  }

  @DELETE
  @Path("/{name}")
  public void remove(String name) {
    desk.remove(Members.existing(name));
  }

  private static Page<PolicyView> pageOf(List<PolicyView> views, int limit) {
    return views.size() > limit
        ? new Page<>(views.subList(0, limit), views.get(limit - 1).name())
        : new Page<>(views, null);
  }

  private static Policy policyOf(PolicyView request) {
    return new Policy(
        Members.name("name", request.name()),
        Members.name("ca", request.ca()),
        Members.value("keyType", request.keyType(), KeyType::parse),
        Optional.ofNullable(request.longestValidity()).map(PolicyResource::longestValidity),
        Optional.ofNullable(request.renewAfter()).map(PolicyResource::renewAfter),
        Members.value("challenge", request.challenge(), ChallengeType::parse),
        Members.value("custody", request.custody(), Custody::parse));
  }

  private static Duration longestValidity(String text) {
    try {
      var duration = Duration.parse(text);
      Policy.requireSensible(duration);
      return duration;
    } catch (DateTimeException malformed) {
      throw ProblemException.at(
          ProblemType.VALUE_REJECTED,
          "longestValidity",
          "'" + Printable.of(text) + "' is not an ISO 8601 duration such as P90D");
    } catch (IllegalArgumentException rejected) {
      throw ProblemException.at(
          ProblemType.VALUE_REJECTED, "longestValidity", String.valueOf(rejected.getMessage()));
    }
  }

  private static Double renewAfter(Double share) {
    try {
      Policy.requireSensible(share);
      return share;
    } catch (IllegalArgumentException rejected) {
      throw ProblemException.at(
          ProblemType.VALUE_REJECTED, "renewAfter", String.valueOf(rejected.getMessage()));
    }
  }

  private static PolicyView viewOf(Policy policy) {
    return new PolicyView(
        policy.name().value(),
        policy.ca().value(),
        policy.keyType().toString(),
        policy.longestValidity().map(PolicyResource::inDays).orElse(null),
        policy.renewAfter().orElse(null),
        policy.challenge().toString(),
        policy.custody().toString());
  }

  /// `P90D` rather than `PT2160H`.
  private static String inDays(Duration duration) {
    var days = duration.toDays();
    var rest = duration.minusDays(days);
    if (days == 0) {
      return duration.toString();
    }
    return "P" + days + "D" + (rest.isZero() ? "" : rest.toString().substring(1));
  }
}
