package org.keyferry.repository.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.keyferry.protocol.problem.ProblemDocument;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;

/// Turns away a body that announces to be too large, before it is read. One that does not announce
/// its size is cut off by [BodyRequired] at the same limit. The listener has a limit of its own,
/// beyond this one, as it answers without a word.
@ApplicationScoped
class SizeLimit {

  /// The longest body of a request, in octets.
  static final int LARGEST = 256 * 1024;

  private static final int BEFORE_AUTHENTICATION = 1000;

  private final String problem;

  SizeLimit(ObjectMapper json) throws JsonProcessingException {
    this.problem = json.writeValueAsString(tooLarge().document());
  }

  static ProblemException tooLarge() {
    return new ProblemException(
        ProblemType.REQUEST_TOO_LARGE,
        "the request is too large: it may have at most " + LARGEST + " octets; send less");
  }

  void register(@Observes Filters filters) {
    filters.register(this::check, BEFORE_AUTHENTICATION);
  }

  private void check(RoutingContext context) {
    var announced = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
    if (announced == null || isWithin(announced)) {
      context.next();
      return;
    }
    readNoFurther(context.request());
    context
        .response()
        .setStatusCode(ProblemType.REQUEST_TOO_LARGE.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, ProblemDocument.MEDIA_TYPE)
        .end(problem);
  }

  /// What is left of the body would be taken for the next request.
  static void readNoFurther(HttpServerRequest request) {
    if (request.version() != HttpVersion.HTTP_2) { // which has no such header (RFC 9113 §8.2.2)
      request.response().putHeader(HttpHeaders.CONNECTION, "close");
    }
  }

  private static boolean isWithin(String announced) {
    return announced.matches("[0-9]{1,18}") && Long.parseLong(announced) <= LARGEST;
  }
}
