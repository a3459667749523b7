package org.keyferry.repository.agent.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.UUID;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.officer.AddEnrollmentToken;
import org.keyferry.protocol.officer.EnrollmentTokenView;
import org.keyferry.protocol.officer.Page;
import org.keyferry.protocol.pki.DisplayName;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;
import org.keyferry.repository.agent.EnrollmentTokenDesk;
import org.keyferry.repository.agent.StoredEnrollmentToken;

/// Enrollment tokens, for officers.
@Path("/v1/tokens")
@RolesAllowed("officer")
@RunOnVirtualThread
class EnrollmentTokenResource {

  private final EnrollmentTokenDesk desk;
  private final InstantSource clock;

  EnrollmentTokenResource(EnrollmentTokenDesk desk, InstantSource clock) {
    this.desk = desk;
    this.clock = clock;
  }

  @POST
  public RestResponse<EnrollmentTokenView> make(AddEnrollmentToken request, UriInfo uri) {
    var agent = Members.parse("agent", request.agent(), DisplayName::new);
    var validFor = Members.parse("validFor", request.validFor(), EnrollmentTokenResource::duration);
    var made =
        switch (Members.parse(
            "kind", request.kind() == null ? "enroll" : request.kind(), Kind::parse)) {
          case ENROLL -> desk.make(agent, validFor);
          case RE_ENROLL -> desk.makeForAgain(agent, validFor);
        };
    try (var token = made.token()) {
      var location = uri.getAbsolutePathBuilder().path(made.stored().id().toString()).build();
      return ResponseBuilder.<EnrollmentTokenView>created(location)
          .entity(viewOf(made.stored(), token.reveal()))
          .build();
    }
  }

  @GET
  public Page<EnrollmentTokenView> list(@BeanParam PageQuery query) {
    var found = desk.page(query.after(UUID::fromString), query.limit() + 1);
    return query.pageOf(found, each -> viewOf(each, null), each -> each.id().toString());
  }

  @DELETE
  @Path("/{id}")
  public void withdraw(String id) {
    try {
      desk.withdraw(UUID.fromString(id));
    } catch (IllegalArgumentException malformed) {
      throw new ProblemException(ProblemType.NOT_FOUND, "no such token");
    }
  }

  private EnrollmentTokenView viewOf(StoredEnrollmentToken token, @Nullable String revealed) {
    return new EnrollmentTokenView(
        token.id().toString(),
        token.agentName().value(),
        (token.keeps().isPresent() ? Kind.RE_ENROLL : Kind.ENROLL).toString(),
        token.expires(),
        stateOf(token),
        revealed);
  }

  private String stateOf(StoredEnrollmentToken token) {
    if (token.use().isPresent()) {
      return "used";
    }
    return clock.instant().isBefore(token.expires()) ? "open" : "expired";
  }

  /// What a token is good for.
  private enum Kind {
    ENROLL,
    RE_ENROLL;

    static Kind parse(String text) {
      for (var each : values()) {
        if (each.toString().equals(text)) {
          return each;
        }
      }
      throw new IllegalArgumentException("the kind of a token is enroll or re-enroll");
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static Duration duration(String text) {
    try {
      return Duration.parse(text);
    } catch (DateTimeParseException malformed) {
      throw new IllegalArgumentException("not an ISO 8601 duration such as PT1H", malformed);
    }
  }
}
