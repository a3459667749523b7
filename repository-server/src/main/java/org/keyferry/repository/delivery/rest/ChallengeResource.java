package org.keyferry.repository.delivery.rest;

import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jspecify.annotations.Nullable;
import org.keyferry.protocol.agent.Challenges;
import org.keyferry.protocol.pki.Thumbprint;
import org.keyferry.repository.audit.Caller;
import org.keyferry.repository.delivery.ChallengeDesk;

/// Answers to http-01, for agents whose web servers give them to CAs.
///
/// A request that would rather wait (`Prefer: wait`) waits on a virtual thread, for what was
/// granted when it came.
@Path("/v1/challenges")
@RolesAllowed("agent")
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
class ChallengeResource {

  private final ChallengeDesk desk;
  private final Caller caller;

  ChallengeResource(ChallengeDesk desk, Caller caller) {
    this.desk = desk;
    this.caller = caller;
  }

  @GET
  public RestResponse<Challenges> read(
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String known,
      @HeaderParam("Prefer") @Nullable String preferences)
      throws InterruptedException {
    var granted = desk.grantedTo(caller.actor().asAgent().orElseThrow());
    var wait =
        preferences == null ? Optional.<Duration>empty() : Preferences.wait(List.of(preferences));
    var deadline = System.nanoTime() + wait.orElse(Duration.ZERO).toNanos();
    var answers = desk.of(granted);
    while (tagOf(answers).equals(known) && System.nanoTime() < deadline && desk.rest()) {
      answers = desk.of(granted);
    }
    var response =
        tagOf(answers).equals(known)
            ? ResponseBuilder.<Challenges>create(RestResponse.Status.NOT_MODIFIED)
            : ResponseBuilder.ok(answers);
    wait.ifPresent(applied -> response.header("Preference-Applied", "wait=" + applied.toSeconds()));
    return response
        .header(HttpHeaders.ETAG, tagOf(answers))
        .header(HttpHeaders.CACHE_CONTROL, "private, no-cache")
        .build();
  }

  private static String tagOf(Challenges challenges) {
    var text = new StringBuilder();
    challenges.answers().forEach(each -> text.append(each.keyAuthorization()).append('\n'));
    return "\"" + Thumbprint.of(text.toString()) + "\"";
  }
}
