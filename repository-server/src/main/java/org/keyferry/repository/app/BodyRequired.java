package org.keyferry.repository.app;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.keyferry.protocol.problem.ProblemException;
import org.keyferry.protocol.problem.ProblemType;

/// Refuses a body that says nothing, so that no resource gets null for it; and one that turns out
/// to be too large while it is read, where [SizeLimit] could not know before.
@Provider
class BodyRequired implements ReaderInterceptor {

  private final CurrentVertxRequest current;

  BodyRequired(CurrentVertxRequest current) {
    this.current = current;
  }

  @Override
  public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
    var request = current.getCurrent().request();
    if (request.getHeader(HttpHeaders.CONTENT_LENGTH) == null) {
      context.setInputStream(new ByteArrayInputStream(bounded(context.getInputStream(), request)));
    }
    var body = context.proceed();
    if (body == null) {
      throw new ProblemException(
          ProblemType.REQUEST_MALFORMED,
          "the request has no JSON in it; send the object that the OpenAPI document describes");
    }
    return body;
  }

  private static byte[] bounded(InputStream stream, HttpServerRequest request) throws IOException {
    var body = stream.readNBytes(SizeLimit.LARGEST + 1);
    if (body.length > SizeLimit.LARGEST) {
      SizeLimit.readNoFurther(request);
      throw SizeLimit.tooLarge();
    }
    return body;
  }
}
