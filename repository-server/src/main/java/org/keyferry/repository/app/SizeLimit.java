package org.keyferry.repository.app;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.vertx.http.runtime.VertxHttpConfig;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import org.keyferry.protocol.problem.ProblemDocument;
import org.keyferry.protocol.problem.ProblemType;

/// Turns away a body that announces to be too large, before it is read. One that does not announce
/// its size is cut off by the listener at the same limit.
@ApplicationScoped
class SizeLimit {

  private static final int BEFORE_AUTHENTICATION = 1000;

  private final long largest;
  private final String problem;

  SizeLimit(VertxHttpConfig config, ObjectMapper json) throws JsonProcessingException {
    this.largest = config.limits().maxBodySize().orElseThrow().asLongValue();
    this.problem =
        json.writeValueAsString(
            ProblemDocument.of(
                ProblemType.REQUEST_TOO_LARGE, "a request has at most " + largest + " octets"));
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
    context
        .response()
        .setStatusCode(ProblemType.REQUEST_TOO_LARGE.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, ProblemDocument.MEDIA_TYPE)
        .putHeader(HttpHeaders.CONNECTION, "close")
        .end(problem);
  }

  private boolean isWithin(String announced) {
    return announced.matches("[0-9]{1,18}") && Long.parseLong(announced) <= largest;
  }
}
